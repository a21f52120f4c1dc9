//! Writes the pages as PDF/A-3a and PDF/UA-1: the marks, the tree of what they mean, the outline, and the sealed file.

use std::num::NonZeroU16;
use std::sync::Arc;

use fast_qr::QRCode;
use krilla::Document;
use krilla::SerializeSettings;
use krilla::action::{Action, LinkAction};
use krilla::annotation::{Annotation, LinkAnnotation, Target};
use krilla::color::rgb;
use krilla::configure::{Accessibility, Archival, ConfigurationBuilder};
use krilla::destination::XyzDestination;
use krilla::embed::{AssociationKind, EmbeddedFile, MimeType};
use krilla::geom::{Path, PathBuilder, Point, Rect, Size, Transform};
use krilla::image::Image;
use krilla::metadata::{DateTime, Metadata};
use krilla::num::NormalizedF32;
use krilla::outline::{Outline, OutlineNode};
use krilla::page::PageSettings;
use krilla::paint::{Fill, FillRule};
use krilla::surface::Surface;
use krilla::tagging::{
    Artifact, ArtifactType, BBox, ContentTag, Identifier, ListNumbering, Node as TagNode, SpanTag, TableHeaderScope,
    Tag, TagGroup, TagKind, TagTree,
};

use super::fonts;
use super::layout::{Area, Child, Colour, HEIGHT, Layout, Mark, NodeId, Role, WIDTH};
use super::words::Words;
use super::{Attachment, CertificateError, Logo, pick};
use crate::elm::view::AwardView;
use crate::limits::CERTIFICATE_LOGO_BYTES_MAX;
use crate::model::time::Timestamp;

/// What is to be painted.
pub(super) struct Painting<'a> {
    pub(super) award: &'a AwardView,
    pub(super) layout: &'a Layout,
    pub(super) attachment: &'a Attachment<'a>,
    pub(super) logos: &'a [Logo],
    pub(super) code: &'a QRCode,
    pub(super) at: Timestamp,
}

/// The logos of the awarding bodies that can be read.
pub(super) fn logos(award: &AwardView) -> Arc<[Logo]> {
    let bodies = award.achievement.awarding_bodies.iter().enumerate();
    let found = bodies.filter_map(|(body, organisation)| {
        let picture = organisation.logo.as_ref()?;
        let bytes = picture.bytes().filter(|bytes| bytes.len() <= CERTIFICATE_LOGO_BYTES_MAX)?;
        let image = match picture.media_type.as_str() {
            "image/png" => Image::from_png(bytes.into(), false),
            _ => Image::from_jpeg(bytes.into(), false),
        };
        Some(Logo { image: image.ok()?, body })
    });
    found.collect()
}

/// Writes the PDF.
pub(super) fn paint(painting: &Painting<'_>) -> Result<Vec<u8>, CertificateError> {
    let configuration = ConfigurationBuilder::new()
        .with_archival_validator(Archival::A3_A)
        .with_accessibility_validator(Accessibility::UA1)
        .finish()
        .expect("PDF/A-3a and PDF/UA-1 go together in PDF 1.7");
    let settings = SerializeSettings { configuration, enable_tagging: true, ..SerializeSettings::default() };
    let mut document = Document::new_with(settings);

    let mut identifiers: Vec<Option<Identifier>> = vec![None; painting.layout.leaves];
    for page in &painting.layout.pages {
        paint_page(&mut document, painting, &page.marks, &mut identifiers);
    }
    let mut tree = TagTree::new().with_lang(Some(painting.award.language.clone()));
    for root in &painting.layout.roots {
        tree.push(group(painting.layout, *root, &identifiers));
    }
    document.set_tag_tree(tree);
    document.set_outline(outline(painting.layout));
    document.set_metadata(metadata(painting));
    attach(&mut document, painting)?;
    document.finish().map_err(|error| CertificateError::Writing { reason: format!("{error:?}") })
}

fn paint_page(
    document: &mut Document,
    painting: &Painting<'_>,
    marks: &[Mark],
    identifiers: &mut [Option<Identifier>],
) {
    let settings = PageSettings::from_wh(WIDTH, HEIGHT).expect("A4 is a size");
    let mut page = document.start_page_with(settings);
    let mut surface = page.surface();
    for mark in marks {
        paint_mark(&mut surface, painting, mark, identifiers);
    }
    surface.finish();
    for mark in marks {
        if let Mark::Link { leaf, area, url, alt } = mark {
            let target = Target::Action(Action::Link(LinkAction::new(url.clone())));
            let link = Annotation::new_link(LinkAnnotation::new(rect(area), target), Some(alt.clone()));
            identifiers[*leaf] = Some(page.add_tagged_annotation(link));
        }
    }
    page.finish();
}

fn paint_mark(surface: &mut Surface<'_>, painting: &Painting<'_>, mark: &Mark, identifiers: &mut [Option<Identifier>]) {
    match mark {
        Mark::Text { leaf, x, baseline, size, colour, runs, source } => {
            let span = SpanTag::empty().with_actual_text(source.as_deref());
            let artifact = ContentTag::Artifact(Artifact::with_kind(ArtifactType::Footer));
            let identifier = surface.start_tagged(leaf.map_or(artifact, |_| ContentTag::Span(span)));
            surface.set_fill(Some(fill(*colour)));
            let mut x = *x;
            for run in runs {
                let start = Point::from_xy(x, *baseline);
                surface.draw_glyphs(start, &run.glyphs, fonts::font(run.face), &run.text, *size, false);
                x += run.glyphs.iter().map(|glyph| glyph.x_advance).sum::<f32>() * size;
            }
            surface.end_tagged();
            if let Some(leaf) = leaf {
                identifiers[*leaf] = Some(identifier);
            }
        }
        Mark::Fill { area, colour } => decoration(surface, *colour, &path(&[*area])),
        Mark::Frame { area, thickness, colour } => decoration(surface, *colour, &path(&sides(area, *thickness))),
        Mark::Logo { leaf, area, logo } => {
            identifiers[*leaf] = Some(surface.start_tagged(ContentTag::Other));
            surface.push_transform(&Transform::from_translate(area.x, area.y));
            let size = Size::from_wh(area.width, area.height).expect("a logo has a size");
            surface.draw_image(painting.logos[*logo].image.clone(), size);
            surface.pop();
            surface.end_tagged();
        }
        Mark::Code { leaf, area } => {
            identifiers[*leaf] = Some(surface.start_tagged(ContentTag::Other));
            surface.set_fill(Some(fill(Colour(0, 0, 0))));
            surface.draw_path(&code_path(painting.code, area));
            surface.end_tagged();
        }
        Mark::Link { .. } => {}
    }
}

fn decoration(surface: &mut Surface<'_>, colour: Colour, path: &Path) {
    surface.start_tagged(ContentTag::Artifact(Artifact::with_kind(ArtifactType::Layout)));
    surface.set_fill(Some(fill(colour)));
    surface.draw_path(path);
    surface.end_tagged();
}

fn fill(Colour(red, green, blue): Colour) -> Fill {
    Fill { paint: rgb::Color::new(red, green, blue).into(), opacity: NormalizedF32::ONE, rule: FillRule::NonZero }
}

fn rect(area: &Area) -> Rect {
    Rect::from_xywh(area.x, area.y, area.width.max(0.1), area.height.max(0.1)).expect("areas lie on the page")
}

fn path(areas: &[Area]) -> Path {
    let mut builder = PathBuilder::new();
    for area in areas {
        builder.push_rect(rect(area));
    }
    builder.finish().expect("a rectangle is a path")
}

fn sides(area: &Area, thickness: f32) -> [Area; 4] {
    let Area { x, y, width, height } = *area;
    [
        Area { x, y, width, height: thickness },
        Area { x, y: y + height - thickness, width, height: thickness },
        Area { x, y: y + thickness, width: thickness, height: height - 2.0 * thickness },
        Area { x: x + width - thickness, y: y + thickness, width: thickness, height: height - 2.0 * thickness },
    ]
}

/// The dark modules, those side by side in one rectangle; the quiet zone is part of the area.
fn code_path(code: &QRCode, area: &Area) -> Path {
    const QUIET: usize = 4;
    let module = area.width / count(code.size + 2 * QUIET);
    let mut builder = PathBuilder::new();
    for row in 0..code.size {
        let mut start = 0;
        while start < code.size {
            let dark = code[row][start..].iter().take_while(|module| module.value()).count();
            if dark > 0 {
                let left = area.x + module * count(start + QUIET);
                let top = area.y + module * count(row + QUIET);
                let bar = Area { x: left, y: top, width: module * count(dark), height: module };
                builder.push_rect(rect(&bar));
            }
            start += dark.max(1);
        }
    }
    builder.finish().expect("a QR code has dark modules")
}

#[expect(clippy::cast_precision_loss, reason = "a QR code has at most 177 modules a side")]
fn count(modules: usize) -> f32 {
    modules as f32
}

fn group(layout: &Layout, id: NodeId, identifiers: &[Option<Identifier>]) -> TagGroup {
    let node = &layout.nodes[id];
    let mut group = TagGroup::new(tag(&node.role));
    if node.states_language {
        group.tag.set_lang(Some(node.language.clone()));
    }
    for child in &node.children {
        match child {
            Child::Node(child) => group.push(group_of(layout, *child, identifiers)),
            Child::Leaf(leaf) => group.push(identifiers[*leaf].expect("every leaf is painted")),
        }
    }
    group
}

fn group_of(layout: &Layout, id: NodeId, identifiers: &[Option<Identifier>]) -> TagNode {
    TagNode::Group(group(layout, id, identifiers))
}

fn tag(role: &Role) -> TagKind {
    match role {
        Role::Section => Tag::Section.into(),
        Role::Heading { level, title } => {
            let level = NonZeroU16::new(*level).expect("headings count from 1");
            Tag::Hn(level, Some(title.clone())).into()
        }
        Role::Paragraph => Tag::P.into(),
        Role::List => Tag::L(ListNumbering::None).into(),
        Role::NumberedList => Tag::L(ListNumbering::Decimal).into(),
        Role::Item => Tag::LI.into(),
        Role::Label => Tag::Lbl.into(),
        Role::Body => Tag::LBody.into(),
        Role::Table => Tag::Table.into(),
        Role::Row => Tag::TR.into(),
        Role::ColumnHeader => Tag::TH(TableHeaderScope::Column).into(),
        Role::RowHeader => Tag::TH(TableHeaderScope::Row).into(),
        Role::Cell => Tag::TD.into(),
        Role::Figure { alt, page, area } => {
            Tag::Figure(Some(alt.clone())).with_bbox(Some(BBox::new(*page, rect(area)))).into()
        }
        Role::Link => Tag::Link.into(),
    }
}

fn outline(layout: &Layout) -> Outline {
    let mut outline = Outline::new();
    let mut section: Option<OutlineNode> = None;
    for entry in &layout.outline {
        let target = XyzDestination::new(entry.page, Point::from_xy(0.0, (entry.y - 12.0).max(0.0)));
        let node = OutlineNode::new(entry.title.clone(), target);
        match (&mut section, entry.depth) {
            (Some(section), 1..) => section.push_child(node),
            _ => {
                if let Some(done) = section.replace(node) {
                    outline.push_child(done);
                }
            }
        }
    }
    if let Some(last) = section {
        outline.push_child(last);
    }
    outline
}

fn metadata(painting: &Painting<'_>) -> Metadata {
    let award = painting.award;
    let words = Words::of(&award.language);
    let title = words.with("pdf-document-title", &[("title", pick(&award.title, &award.language).0)]);
    let learner = award.learner.display_name(&award.language);
    Metadata::new()
        .title(format!("{title} – {learner}"))
        .authors(vec![pick(&award.issuer.name, &award.language).0.to_owned()])
        .language(award.language.clone())
        .creator("elmseal".to_owned())
        .producer("elmseal".to_owned())
        .document_id(award.credential.clone())
        .creation_date(date(painting.at))
}

fn date(at: Timestamp) -> DateTime {
    let at = at.to_jiff().to_zoned(jiff::tz::TimeZone::UTC);
    let part = |value: i8| u8::try_from(value).unwrap_or(0);
    DateTime::new(u16::try_from(at.year()).unwrap_or(0))
        .month(part(at.month()))
        .day(part(at.day()))
        .hour(part(at.hour()))
        .minute(part(at.minute()))
        .second(part(at.second()))
        .utc_offset_hour(0)
        .utc_offset_minute(0)
}

fn attach(document: &mut Document, painting: &Painting<'_>) -> Result<(), CertificateError> {
    let attachment = painting.attachment;
    let media_type = MimeType::new(attachment.media_type);
    let words = Words::of(&painting.award.language);
    let file = EmbeddedFile {
        path: attachment.name.to_owned(),
        mime_type: media_type,
        description: Some(words.get("pdf-attached")),
        association_kind: AssociationKind::Data,
        data: attachment.bytes.to_vec().into(),
        modification_date: Some(date(painting.at)),
        compress: Some(true),
        location: None,
    };
    let reason = || CertificateError::Writing { reason: "two files of one name".to_owned() };
    document.embed_file(file).ok_or_else(reason)
}
