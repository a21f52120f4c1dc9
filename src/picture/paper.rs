//! Points on white paper: red, green and blue, row by row.

/// A picture without anything that could be seen through.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Paper {
    pub(super) width: usize,
    pub(super) height: usize,
    pub(super) points: Vec<[u8; 3]>,
}

impl Paper {
    /// The picture with each edge at most `edge_max`.
    pub(super) fn no_larger_than(self, edge_max: usize) -> Self {
        match self.width.max(self.height).div_ceil(edge_max) {
            0 | 1 => self,
            by => self.smaller(by),
        }
    }

    /// The picture with each `by` times `by` points made one; what is left over at the right and the bottom makes points
    /// of fewer.
    pub(super) fn smaller(&self, by: usize) -> Self {
        let (width, height) = (self.width.div_ceil(by), self.height.div_ceil(by));
        let mut points = Vec::with_capacity(width * height);
        let mut sums = vec![([0_u32; 3], 0_u32); width];
        for rows in self.points.chunks(self.width * by) {
            sums.fill(([0; 3], 0));
            for row in rows.chunks(self.width) {
                for ((sum, count), square) in sums.iter_mut().zip(row.chunks(by)) {
                    for point in square {
                        for (sum, channel) in sum.iter_mut().zip(point) {
                            *sum += u32::from(*channel);
                        }
                        *count += 1;
                    }
                }
            }
            let mean =
                |(sum, count): &([u32; 3], u32)| sum.map(|sum| u8::try_from(sum / count).expect("a mean of bytes"));
            points.extend(sums.iter().map(mean));
        }
        Self { width, height, points }
    }
}

/// A channel of a point that is seen through by so much, on white paper.
pub(super) fn on_white(channel: u8, alpha: u8) -> u8 {
    let (channel, alpha) = (u32::from(channel), u32::from(alpha));
    u8::try_from((channel * alpha + 255 * (255 - alpha)) / 255).expect("a mean of bytes")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn points_become_fewer_and_none_is_lost() {
        let paper = Paper { width: 3, height: 3, points: (0..9).map(|n| [n * 10, 0, 255]).collect() };
        let half = paper.smaller(2);
        let expected = vec![[20, 0, 255], [35, 0, 255], [65, 0, 255], [80, 0, 255]];
        assert_eq!((half.width, half.height, half.points), (2, 2, expected));
        assert_eq!(paper.clone().no_larger_than(3), paper);
        assert_eq!(paper.no_larger_than(1).points, [[40, 0, 255]]);
        assert_eq!((on_white(0, 255), on_white(0, 0), on_white(100, 128)), (0, 255, 177));
    }
}
