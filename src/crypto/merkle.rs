//! The Merkle tree of RFC 6962, section 2.1, over leaf hashes: root, inclusion and consistency, both made and verified.
//!
//! Pure arithmetic. It does not say what a leaf means, who signs a root or where leaves are kept.

use sha2::{Digest, Sha256};

/// A SHA-256 hash of a leaf, a node or a tree.
pub type Hash = [u8; 32];

/// The hash of a leaf: SHA-256(0x00 || data).
#[must_use]
pub fn leaf_hash(data: &[u8]) -> Hash {
    Sha256::new().chain_update([0]).chain_update(data).finalize().into()
}

/// The hash of an inner node: SHA-256(0x01 || left || right).
#[must_use]
pub fn node_hash(left: &Hash, right: &Hash) -> Hash {
    Sha256::new().chain_update([1]).chain_update(left).chain_update(right).finalize().into()
}

/// The root of the tree over `leaves`; of no leaves it is the hash of nothing.
#[must_use]
pub fn root(leaves: &[Hash]) -> Hash {
    let mut frontier = Frontier::default();
    leaves.iter().for_each(|leaf| frontier.push(*leaf));
    frontier.root()
}

/// The roots of the full subtrees of a growing tree: enough to add leaves and to know the root, in logarithmic space.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Frontier {
    size: u64,
    subtrees: Vec<Hash>,
}

impl Frontier {
    /// That of a tree over `size` leaves, of the roots of its full subtrees, the largest first. `None` when they are not
    /// as many as the size has.
    #[must_use]
    pub fn new(size: u64, subtrees: Vec<Hash>) -> Option<Self> {
        (size.count_ones() as usize == subtrees.len()).then_some(Self { size, subtrees })
    }

    /// The roots of the full subtrees, the largest first.
    #[must_use]
    pub fn subtrees(&self) -> &[Hash] {
        &self.subtrees
    }

    /// Adds a leaf.
    pub fn push(&mut self, leaf: Hash) {
        let mut hash = leaf;
        // Each trailing one bit of the size is a full subtree that the new leaf completes to the next one.
        for _ in 0..self.size.trailing_ones() {
            let left = self.subtrees.pop().expect("there is one subtree for each set bit of the size");
            hash = node_hash(&left, &hash);
        }
        self.subtrees.push(hash);
        self.size += 1;
    }

    /// How many leaves were added.
    #[must_use]
    pub fn size(&self) -> u64 {
        self.size
    }

    /// The root of the tree over them.
    #[must_use]
    pub fn root(&self) -> Hash {
        let mut subtrees = self.subtrees.iter().rev();
        match subtrees.next() {
            Some(last) => subtrees.fold(*last, |right, left| node_hash(left, &right)),
            None => Sha256::digest([]).into(),
        }
    }
}

/// The inclusion proof of the leaf at `index`: the siblings from the bottom up (RFC 6962, section 2.1.1). `None` when
/// there is no such leaf.
#[must_use]
pub fn inclusion_path(leaves: &[Hash], index: u64) -> Option<Vec<Hash>> {
    let index = usize::try_from(index).ok().filter(|index| *index < leaves.len())?;
    let mut path = Vec::new();
    let (mut part, mut at) = (leaves, index);
    while part.len() > 1 {
        let (left, right) = part.split_at(split(part.len()));
        if at < left.len() {
            path.push(root(right));
            part = left;
        } else {
            path.push(root(left));
            at -= left.len();
            part = right;
        }
    }
    path.reverse();
    Some(path)
}

/// Whether `path` leads from the leaf hash at `index` to the root of the tree with `size` leaves (RFC 9162, section
/// 2.1.3.2).
#[must_use]
pub fn verify_inclusion(leaf: &Hash, index: u64, size: u64, path: &[Hash], root: &Hash) -> bool {
    if index >= size {
        return false;
    }
    let (mut at, mut last, mut hash) = (index, size - 1, *leaf);
    for sibling in path {
        if last == 0 {
            return false;
        }
        if at & 1 == 1 || at == last {
            hash = node_hash(sibling, &hash);
            while at & 1 == 0 && at != 0 {
                at >>= 1;
                last >>= 1;
            }
        } else {
            hash = node_hash(&hash, sibling);
        }
        at >>= 1;
        last >>= 1;
    }
    last == 0 && hash == *root
}

/// The proof that the tree over the first `old_size` leaves is a beginning of this one (RFC 6962, section 2.1.2). `None`
/// when the old tree has no leaves or more than this one.
#[must_use]
pub fn consistency_path(leaves: &[Hash], old_size: u64) -> Option<Vec<Hash>> {
    let old_size = usize::try_from(old_size).ok().filter(|old| (1..=leaves.len()).contains(old))?;
    let mut path = Vec::new();
    let (mut part, mut old, mut known) = (leaves, old_size, true);
    while old < part.len() {
        let (left, right) = part.split_at(split(part.len()));
        if old <= left.len() {
            path.push(root(right));
            part = left;
        } else {
            path.push(root(left));
            old -= left.len();
            part = right;
            known = false;
        }
    }
    if !known {
        path.push(root(part));
    }
    path.reverse();
    Some(path)
}

/// Whether `path` proves that the tree with `old_size` leaves and `old_root` is a beginning of the one with `new_size`
/// leaves and `new_root` (RFC 9162, section 2.1.4.2).
#[must_use]
pub fn verify_consistency(old_size: u64, new_size: u64, old_root: &Hash, new_root: &Hash, path: &[Hash]) -> bool {
    if old_size == 0 || old_size > new_size {
        return false;
    }
    if old_size == new_size {
        return path.is_empty() && old_root == new_root;
    }
    let (mut at, mut last) = (old_size - 1, new_size - 1);
    while at & 1 == 1 {
        at >>= 1;
        last >>= 1;
    }
    let mut siblings = path.iter();
    // Where the old tree is a full subtree of the new one, its root is known and left out of the path.
    let first = if old_size.is_power_of_two() { Some(old_root) } else { siblings.next() };
    let Some(first) = first else { return false };
    let (mut old_hash, mut new_hash) = (*first, *first);
    for sibling in siblings {
        if last == 0 {
            return false;
        }
        if at & 1 == 1 || at == last {
            old_hash = node_hash(sibling, &old_hash);
            new_hash = node_hash(sibling, &new_hash);
            while at & 1 == 0 && at != 0 {
                at >>= 1;
                last >>= 1;
            }
        } else {
            new_hash = node_hash(&new_hash, sibling);
        }
        at >>= 1;
        last >>= 1;
    }
    last == 0 && old_hash == *old_root && new_hash == *new_root
}

/// The largest power of two below `size`, which is at least two.
fn split(size: usize) -> usize {
    1 << (usize::BITS - 1 - (size - 1).leading_zeros())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The eight leaves with which the tests of Certificate Transparency work.
    fn known_leaves() -> Vec<Hash> {
        let inputs =
            ["", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f"];
        inputs.iter().map(|hex| leaf_hash(&bytes(hex))).collect()
    }

    fn bytes(hex: &str) -> Vec<u8> {
        (0..hex.len()).step_by(2).map(|at| u8::from_str_radix(&hex[at..at + 2], 16).expect("hex")).collect()
    }

    fn hex(hash: &Hash) -> String {
        hash.iter().map(|byte| format!("{byte:02x}")).collect()
    }

    #[test]
    fn roots_are_those_of_certificate_transparency() {
        let leaves = known_leaves();
        let expected = [
            "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
            "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
            "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
            "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
            "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
            "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
            "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
            "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
            "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
        ];
        for (size, expected) in expected.iter().enumerate() {
            assert_eq!(hex(&root(&leaves[..size])), *expected, "size {size}");
        }
    }

    #[test]
    fn inclusion_holds_for_every_leaf_and_for_nothing_else() {
        let all: Vec<Hash> = (0..70_u32).map(|n| leaf_hash(&n.to_be_bytes())).collect();
        for size in 1..=70_u64 {
            let leaves = &all[..usize::try_from(size).expect("small")];
            let root = root(leaves);
            for index in 0..size {
                let leaf = leaves[usize::try_from(index).expect("small")];
                let path = inclusion_path(leaves, index).expect("the leaf is there");
                assert!(verify_inclusion(&leaf, index, size, &path, &root), "{index} of {size}");
                let other = leaf_hash(b"another");
                assert!(!verify_inclusion(&other, index, size, &path, &root));
                assert!(!verify_inclusion(&leaf, index, size, &path, &other));
                assert!(!verify_inclusion(&leaf, index ^ 1, size, &path, &root));
                let mut longer = path.clone();
                longer.push(other);
                assert!(!verify_inclusion(&leaf, index, size, &longer, &root));
                for at in 0..path.len() {
                    let mut changed = path.clone();
                    changed[at][0] ^= 1;
                    assert!(!verify_inclusion(&leaf, index, size, &changed, &root));
                    let mut shorter = path.clone();
                    shorter.remove(at);
                    assert!(!verify_inclusion(&leaf, index, size, &shorter, &root));
                }
            }
            assert_eq!(inclusion_path(leaves, size), None);
        }
    }

    #[test]
    fn consistency_holds_for_every_pair_of_sizes_and_for_nothing_else() {
        let all: Vec<Hash> = (0..70_u32).map(|n| leaf_hash(&n.to_be_bytes())).collect();
        let roots: Vec<Hash> = (0..=70).map(|size| root(&all[..size])).collect();
        for new in 1..=70_usize {
            for old in 1..=new {
                let path = consistency_path(&all[..new], old as u64).expect("a beginning");
                let holds = |path: &[Hash], old_root: &Hash, new_root: &Hash| {
                    verify_consistency(old as u64, new as u64, old_root, new_root, path)
                };
                assert!(holds(&path, &roots[old], &roots[new]), "{old} to {new}");
                assert!(!holds(&path, &roots[old - 1], &roots[new]));
                assert!(!holds(&path, &roots[old], &roots[new - 1]));
                for at in 0..path.len() {
                    let mut changed = path.clone();
                    changed[at][31] ^= 1;
                    assert!(!holds(&changed, &roots[old], &roots[new]));
                }
                let mut longer = path.clone();
                longer.push(roots[0]);
                assert!(!holds(&longer, &roots[old], &roots[new]));
            }
            assert_eq!(consistency_path(&all[..new], 0), None);
            assert_eq!(consistency_path(&all[..new], new as u64 + 1), None);
        }
    }

    #[test]
    fn a_known_path_of_certificate_transparency() {
        let path = inclusion_path(&known_leaves(), 5).expect("a leaf");
        let expected = [
            "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
            "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
            "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
        ];
        assert_eq!(path.iter().map(hex).collect::<Vec<_>>(), expected);
    }
}
