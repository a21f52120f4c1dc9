//! Where everything stands: pages of marks, and the tree of what they mean.
//!
//! A mark that means something is a leaf of the tree; a mark that is only decoration is none. Nodes are made in reading
//! order, which is the order that a screen reader follows.

use super::fonts::{self, Face, Run};
use super::letters::{Line, Shown};
use crate::limits::CERTIFICATE_PAGES_MAX;

/// A4, in points.
pub(super) const WIDTH: f32 = 595.28;
pub(super) const HEIGHT: f32 = 841.89;
/// Where the text stands.
pub(super) const LEFT: f32 = 64.0;
pub(super) const RIGHT: f32 = WIDTH - 64.0;
pub(super) const TOP: f32 = 66.0;
pub(super) const BOTTOM: f32 = HEIGHT - 78.0;

/// Red, green, blue.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Colour(pub(super) u8, pub(super) u8, pub(super) u8);

/// Where a line stands between left and right.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Align {
    Left,
    Centre,
}

/// How a text is set.
#[derive(Debug, Clone, Copy)]
pub(super) struct Style {
    pub(super) face: Face,
    pub(super) size: f32,
    pub(super) colour: Colour,
    pub(super) align: Align,
}

impl Style {
    /// From one line to the next.
    pub(super) fn leading(&self) -> f32 {
        self.size * 1.32
    }
}

/// A column that text stands in.
#[derive(Debug, Clone, Copy)]
pub(super) struct Column {
    pub(super) x: f32,
    pub(super) width: f32,
}

/// The column between the margins.
pub(super) const FULL: Column = Column { x: LEFT, width: RIGHT - LEFT };

/// What a node of the tree is.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Role {
    Section,
    Heading { level: u16, title: String },
    Paragraph,
    List,
    NumberedList,
    Item,
    Label,
    Body,
    Table,
    Row,
    ColumnHeader,
    RowHeader,
    Cell,
    Figure { alt: String, page: usize, area: Area },
    Link,
}

/// A rectangle.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Area {
    pub(super) x: f32,
    pub(super) y: f32,
    pub(super) width: f32,
    pub(super) height: f32,
}

/// The number of a node.
pub(super) type NodeId = usize;
/// The number of a leaf.
pub(super) type LeafId = usize;

/// A node of the tree.
#[derive(Debug)]
pub(super) struct Node {
    pub(super) role: Role,
    /// The language of what is in it.
    pub(super) language: String,
    /// Whether the language is another than that of the node above.
    pub(super) states_language: bool,
    pub(super) children: Vec<Child>,
}

/// What a node holds.
#[derive(Debug, Clone, Copy)]
pub(super) enum Child {
    Node(NodeId),
    Leaf(LeafId),
}

/// Something on a page.
#[derive(Debug)]
pub(super) enum Mark {
    Text {
        leaf: Option<LeafId>,
        x: f32,
        baseline: f32,
        size: f32,
        colour: Colour,
        runs: Vec<Run>,
        source: Option<String>,
    },
    Fill {
        area: Area,
        colour: Colour,
    },
    Frame {
        area: Area,
        thickness: f32,
        colour: Colour,
    },
    Logo {
        leaf: LeafId,
        area: Area,
        logo: usize,
    },
    Code {
        leaf: LeafId,
        area: Area,
    },
    Link {
        leaf: LeafId,
        area: Area,
        url: String,
        alt: String,
    },
}

/// A page.
#[derive(Debug)]
pub(super) struct Page {
    /// The section that it belongs to.
    pub(super) section: usize,
    pub(super) marks: Vec<Mark>,
}

/// A section, for the outline.
#[derive(Debug)]
pub(super) struct Entry {
    pub(super) title: String,
    /// 0 for a section, 1 for what is in it.
    pub(super) depth: usize,
    pub(super) page: usize,
    pub(super) y: f32,
}

/// The document as it grows.
#[derive(Debug, Default)]
pub(super) struct Layout {
    pub(super) pages: Vec<Page>,
    pub(super) nodes: Vec<Node>,
    pub(super) roots: Vec<NodeId>,
    pub(super) leaves: usize,
    pub(super) outline: Vec<Entry>,
    /// Where the next line begins.
    pub(super) y: f32,
    /// Whether letters were replaced since this was last asked.
    pub(super) replaced: bool,
    sections: usize,
}

impl Layout {
    /// Begins a section with a new page.
    pub(super) fn section(&mut self, language: &str) -> NodeId {
        let node = self.nodes.len();
        let (role, language) = (Role::Section, language.to_owned());
        self.nodes.push(Node { role, language, states_language: true, children: Vec::new() });
        self.roots.push(node);
        self.sections += 1;
        self.page();
        node
    }

    /// Begins a page of the section.
    pub(super) fn page(&mut self) {
        self.pages.push(Page { section: self.sections.saturating_sub(1), marks: Vec::new() });
        self.y = TOP;
    }

    /// A node below `parent` in its language.
    pub(super) fn node(&mut self, parent: NodeId, role: Role) -> NodeId {
        let language = self.nodes[parent].language.clone();
        self.node_in(parent, role, &language)
    }

    /// A node below `parent`.
    pub(super) fn node_in(&mut self, parent: NodeId, role: Role, language: &str) -> NodeId {
        let node = self.nodes.len();
        let states_language = self.nodes[parent].language != language;
        self.nodes.push(Node { role, language: language.to_owned(), states_language, children: Vec::new() });
        self.nodes[parent].children.push(Child::Node(node));
        node
    }

    fn leaf(&mut self, node: NodeId) -> LeafId {
        let leaf = self.leaves;
        self.leaves += 1;
        self.nodes[node].children.push(Child::Leaf(leaf));
        leaf
    }

    /// Adds a mark to the last page.
    pub(super) fn mark(&mut self, mark: Mark) {
        self.pages.last_mut().expect("a section begins with a page").marks.push(mark);
    }

    /// Adds a mark that is a leaf of `node`.
    pub(super) fn leaf_mark(&mut self, node: NodeId, mark: impl FnOnce(LeafId) -> Mark) {
        let leaf = self.leaf(node);
        self.mark(mark(leaf));
    }

    /// The number of the last page.
    pub(super) fn page_index(&self) -> usize {
        self.pages.len() - 1
    }

    /// Goes on another page unless there is this much room.
    pub(super) fn ensure(&mut self, height: f32) {
        if self.y + height > BOTTOM && self.y > TOP {
            self.page();
        }
    }

    /// Leaves room, but not at the head of a page.
    pub(super) fn space(&mut self, height: f32) {
        if self.y > TOP {
            self.y += height;
        }
    }

    /// The lines of a text.
    pub(super) fn lines(&mut self, text: &str, style: &Style, width: f32) -> Vec<Line> {
        let shown = Shown::new(text, style.face);
        self.replaced |= shown.is_replaced();
        shown.lines(style.face, style.size, width)
    }

    /// Sets a text that flows over pages, as leaves of `node`; says where each line stands. It ends where there are too many
    /// pages.
    pub(super) fn text(&mut self, node: NodeId, text: &str, style: &Style, column: Column) -> Vec<(usize, Area)> {
        let mut places = Vec::new();
        for line in self.lines(text, style, column.width) {
            if self.pages.len() > CERTIFICATE_PAGES_MAX {
                // It is refused in the end: no more work for it.
                break;
            }
            self.ensure(style.leading());
            let area = self.line(node, line, style, column, self.y);
            places.push((self.page_index(), area));
            self.y += style.leading();
        }
        places
    }

    /// Sets one line with its upper edge at `y` on the last page.
    pub(super) fn line(&mut self, node: NodeId, line: Line, style: &Style, column: Column, y: f32) -> Area {
        let leaf = self.leaf(node);
        self.set_line(Some(leaf), line, style, column, y)
    }

    /// Sets one line that means nothing of its own, such as the number of a page, on the page of that number.
    pub(super) fn decoration(&mut self, page: usize, text: &str, style: &Style, column: Column, y: f32) {
        let mut lines = Shown::new(text, style.face).lines(style.face, style.size, column.width - 12.0).into_iter();
        let Some(mut line) = lines.next() else { return };
        if lines.next().is_some() {
            line.shown = format!("{} …", line.shown.trim_end());
        }
        let last = self.pages.len() - 1;
        self.pages.swap(page, last);
        self.set_line(None, line, style, column, y);
        self.pages.swap(page, last);
    }

    fn set_line(&mut self, leaf: Option<LeafId>, line: Line, style: &Style, column: Column, y: f32) -> Area {
        let runs = fonts::shape(&line.shown, style.face);
        let visible = fonts::width(&runs) * style.size - trailing_blank(&line, style);
        let x = match style.align {
            Align::Left => column.x,
            Align::Centre => column.x + (column.width - visible) / 2.0,
        };
        let baseline = y + style.size * 0.98;
        let (size, colour, source) = (style.size, style.colour, line.source);
        self.mark(Mark::Text { leaf, x, baseline, size, colour, runs, source });
        Area { x, y, width: visible.max(1.0), height: style.leading() }
    }

    /// Moves the marks of a page from `first` on down.
    pub(super) fn shift(&mut self, page: usize, first: usize, by: f32) {
        for mark in &mut self.pages[page].marks[first..] {
            match mark {
                Mark::Text { baseline, .. } => *baseline += by,
                Mark::Fill { area, .. }
                | Mark::Frame { area, .. }
                | Mark::Logo { area, .. }
                | Mark::Code { area, .. }
                | Mark::Link { area, .. } => area.y += by,
            }
        }
        for entry in self.outline.iter_mut().filter(|entry| entry.page == page) {
            entry.y += by;
        }
    }

    /// Draws a line across the column.
    pub(super) fn rule(&mut self, column: Column, y: f32, thickness: f32, colour: Colour) {
        let area = Area { x: column.x, y, width: column.width, height: thickness };
        self.mark(Mark::Fill { area, colour });
    }

    /// Adds to the outline what begins here.
    pub(super) fn entry(&mut self, title: &str, depth: usize) {
        let (page, y) = (self.page_index(), self.y);
        self.outline.push(Entry { title: title.to_owned(), depth, page, y });
    }

    /// Makes a link of what stands at `places`.
    pub(super) fn link(&mut self, node: NodeId, places: &[(usize, Area)], url: &str, alt: &str) {
        for (page, area) in places {
            let leaf = self.leaf(node);
            let mark = Mark::Link { leaf, area: *area, url: url.to_owned(), alt: alt.to_owned() };
            self.pages[*page].marks.push(mark);
        }
    }
}

fn trailing_blank(line: &Line, style: &Style) -> f32 {
    if line.shown.ends_with(' ') { fonts::advance(' ', style.face) * style.size } else { 0.0 }
}
