//! Files that carry a credential, made by code: archives, badges, pictures of QR codes.

#![expect(clippy::cast_possible_truncation, reason = "points of pictures, which are small")]

use std::io::Write as _;

use fast_qr::{ECL, QRBuilder};

/// A member of an archive as it is written, and what is wrong with it.
#[derive(Clone, Default)]
pub struct Member {
    pub name: Vec<u8>,
    pub content: Vec<u8>,
    /// Deflated, or as it is.
    pub deflated: bool,
    /// The size that the directory claims, if it is not the true one.
    pub claimed_size: Option<u32>,
    pub flags: u16,
    /// The name in its own header, if it is another.
    pub local_name: Option<Vec<u8>>,
}

pub fn member(name: &str, content: &[u8]) -> Member {
    Member { name: name.into(), content: content.to_vec(), deflated: true, ..Member::default() }
}

/// A ZIP archive.
pub fn zip(members: &[Member]) -> Vec<u8> {
    let (mut out, mut directory) = (Vec::new(), Vec::new());
    for member in members {
        let packed = if member.deflated { deflate(&member.content) } else { member.content.clone() };
        let method = if member.deflated { 8_u16 } else { 0 };
        let size = member.claimed_size.unwrap_or(u32::try_from(member.content.len()).expect("short"));
        let mut common = Vec::new();
        common.extend(20_u16.to_le_bytes());
        common.extend(member.flags.to_le_bytes());
        common.extend(method.to_le_bytes());
        common.extend([0; 4]);
        common.extend(crc32fast::hash(&member.content).to_le_bytes());
        common.extend(u32::try_from(packed.len()).expect("short").to_le_bytes());
        common.extend(size.to_le_bytes());
        let at = u32::try_from(out.len()).expect("short");
        let local_name = member.local_name.as_ref().unwrap_or(&member.name);
        out.extend(b"PK\x03\x04");
        out.extend(&common);
        out.extend(u16::try_from(local_name.len()).expect("short").to_le_bytes());
        out.extend([0; 2]);
        out.extend(local_name);
        out.extend(&packed);
        directory.extend(b"PK\x01\x02\x14\x00");
        directory.extend(&common);
        directory.extend(u16::try_from(member.name.len()).expect("short").to_le_bytes());
        directory.extend([0; 12]);
        directory.extend(at.to_le_bytes());
        directory.extend(&member.name);
    }
    let (start, count) = (out.len(), u16::try_from(members.len()).expect("few"));
    out.extend(&directory);
    out.extend(b"PK\x05\x06\0\0\0\0");
    out.extend(count.to_le_bytes());
    out.extend(count.to_le_bytes());
    out.extend(u32::try_from(directory.len()).expect("short").to_le_bytes());
    out.extend(u32::try_from(start).expect("short").to_le_bytes());
    out.extend([0; 2]);
    out
}

fn deflate(content: &[u8]) -> Vec<u8> {
    let mut packer = flate2::write::DeflateEncoder::new(Vec::new(), flate2::Compression::best());
    packer.write_all(content).and_then(|()| packer.finish()).expect("memory")
}

pub fn zlib(content: &[u8]) -> Vec<u8> {
    let mut packer = flate2::write::ZlibEncoder::new(Vec::new(), flate2::Compression::best());
    packer.write_all(content).and_then(|()| packer.finish()).expect("memory")
}

/// A chunk of a PNG with its checksum.
pub fn chunk(kind: &[u8; 4], data: &[u8]) -> Vec<u8> {
    let mut out = u32::try_from(data.len()).expect("short").to_be_bytes().to_vec();
    out.extend(kind);
    out.extend(data);
    out.extend(crc32fast::hash(&out[4..]).to_be_bytes());
    out
}

/// The data of an iTXt chunk that is not compressed.
pub fn itxt(keyword: &str, text: &[u8]) -> Vec<u8> {
    [keyword.as_bytes(), b"\0\0\0\0\0", text].concat()
}

/// A picture of one grey point, with `chunks` before its points.
pub fn badge(chunks: &[Vec<u8>]) -> Vec<u8> {
    with_chunks(1, 1, &zlib(&[0, 128]), chunks)
}

fn with_chunks(width: u32, height: u32, points: &[u8], chunks: &[Vec<u8>]) -> Vec<u8> {
    let header = [&width.to_be_bytes()[..], &height.to_be_bytes(), &[8, 0, 0, 0, 0]].concat();
    let mut out = b"\x89PNG\r\n\x1a\n".to_vec();
    out.extend(chunk(b"IHDR", &header));
    chunks.iter().for_each(|chunk| out.extend(chunk));
    out.extend(chunk(b"IDAT", points));
    out.extend(chunk(b"IEND", b""));
    out
}

/// A PNG that says to have this many points, and has few.
pub fn huge_png(width: u32, height: u32) -> Vec<u8> {
    with_chunks(width, height, &zlib(&[0; 100]), &[])
}

/// Grey points.
#[derive(Clone)]
pub struct Picture {
    pub width: usize,
    pub height: usize,
    pub points: Vec<u8>,
}

impl Picture {
    /// A QR code with `module` points a module and a white border.
    pub fn qr(content: &[u8], module: usize) -> Self {
        let code = QRBuilder::new(content.to_vec()).ecl(ECL::M).build().expect("it fits");
        let side = (code.size + 8) * module;
        let mut points = vec![255; side * side];
        for (at, point) in points.iter_mut().enumerate() {
            let (x, y) = (at % side / module, at / side / module);
            let inside = (4..code.size + 4).contains(&x) && (4..code.size + 4).contains(&y);
            if inside && code[y - 4][x - 4].value() {
                *point = 0;
            }
        }
        Self { width: side, height: side, points }
    }

    /// As a hand-held camera sees it: turned by `degrees`, on grey, lit from one side, with noise.
    pub fn photographed(&self, degrees: f64, mut seed: u32) -> Self {
        let (sin, cos) = degrees.to_radians().sin_cos();
        let side = self.width * 3 / 2;
        let centre = |length: usize| length as f64 / 2.0;
        let mut points = Vec::with_capacity(side * side);
        for y in 0..side {
            for x in 0..side {
                let (dx, dy) = (x as f64 - centre(side), y as f64 - centre(side));
                let (u, v) = (cos * dx + sin * dy + centre(self.width), cos * dy - sin * dx + centre(self.height));
                let inside = u >= 0.0 && v >= 0.0 && u < self.width as f64 && v < self.height as f64;
                let paper = if inside { self.points[v as usize * self.width + u as usize] } else { 120 };
                seed = seed.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
                let noise = (seed >> 28) as f64 * 2.0;
                let light = 0.55 + 0.4 * x as f64 / side as f64;
                points.push((f64::from(paper) * light * 0.8 + 30.0 + noise).min(255.0) as u8);
            }
        }
        Self { width: side, height: side, points }
    }

    /// Beside another one, on white.
    pub fn beside(&self, other: &Self) -> Self {
        let (width, height) = (self.width + other.width, self.height.max(other.height));
        let mut points = vec![255; width * height];
        for (picture, left) in [(self, 0), (other, self.width)] {
            for (y, row) in picture.points.chunks_exact(picture.width).enumerate() {
                points[y * width + left..][..picture.width].copy_from_slice(row);
            }
        }
        Self { width, height, points }
    }

    pub fn png(&self) -> Vec<u8> {
        let rows = self.points.chunks_exact(self.width).flat_map(|row| [&[0], row].concat());
        let size = |length: usize| u32::try_from(length).expect("short");
        with_chunks(size(self.width), size(self.height), &zlib(&rows.collect::<Vec<_>>()), &[])
    }

    /// A baseline JPEG in which each block of eight by eight points has one brightness: that of its first point.
    pub fn jpeg(&self) -> Vec<u8> {
        let size = |length: usize| u16::try_from(length).expect("short").to_be_bytes();
        let mut out = vec![0xff, 0xd8];
        let mut segment = |marker: u8, data: &[u8]| {
            out.extend([0xff, marker]);
            out.extend(size(data.len() + 2));
            out.extend(data);
        };
        segment(0xdb, &[&[0][..], &[8; 64]].concat());
        segment(0xc0, &[&[8][..], &size(self.height), &size(self.width), &[1, 1, 0x11, 0]].concat());
        // Twelve codes of four bits for the lengths of differences; one code of one bit: the end of a block.
        segment(0xc4, &[&[0, 0, 0, 0, 12][..], &[0; 12], &[0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11]].concat());
        segment(0xc4, &[&[0x10, 1][..], &[0; 15], &[0]].concat());
        segment(0xda, &[1, 1, 0, 0, 63, 0]);
        out.extend(self.scan());
        out.extend([0xff, 0xd9]);
        out
    }

    fn scan(&self) -> Vec<u8> {
        let mut bits = Vec::new();
        let mut before = 0_i32;
        for y in (0..self.height).step_by(8) {
            for x in (0..self.width).step_by(8) {
                let brightness = i32::from(self.points[y * self.width + x]) - 128;
                let difference = brightness - before;
                before = brightness;
                let length = 32 - difference.unsigned_abs().leading_zeros();
                let coded = if difference < 0 { difference + (1 << length) - 1 } else { difference };
                bits.extend((0..4).rev().map(|bit| length >> bit & 1 == 1));
                bits.extend((0..length).rev().map(|bit| coded >> bit & 1 == 1));
                bits.push(false);
            }
        }
        bits.resize(bits.len().next_multiple_of(8), true);
        let byte = |bits: &[bool]| bits.iter().fold(0_u8, |byte, bit| byte << 1 | u8::from(*bit));
        bits.chunks_exact(8).map(byte).flat_map(|byte| if byte == 0xff { vec![0xff, 0] } else { vec![byte] }).collect()
    }
}

/// A drawing with `inside` in it.
pub fn svg(inside: &str) -> Vec<u8> {
    let open = r#"<svg xmlns="http://www.w3.org/2000/svg" xmlns:openbadges="https://purl.imsglobal.org/ob/v3p0">"#;
    format!("<?xml version=\"1.0\"?>\n{open}{inside}<circle r=\"9\"/></svg>").into_bytes()
}

/// A PDF with files attached, as it is written, and what is wrong with it.
#[derive(Clone, Default)]
pub struct Pdf {
    /// Names and contents.
    pub attached: Vec<(String, Vec<u8>)>,
    /// Objects and table in streams, as since PDF 1.5; else as before.
    pub in_streams: bool,
    /// More of the trailer.
    pub trailer: String,
}

impl Pdf {
    pub fn with(name: &str, content: &[u8]) -> Self {
        Self { attached: vec![(name.to_owned(), content.to_vec())], ..Self::default() }
    }

    /// The objects that are no streams: catalog, name tree, file specifications.
    fn plain(&self) -> Vec<(usize, String)> {
        let count = self.attached.len();
        let names: String = (0..count).map(|at| format!("(file {at}) {} 0 R ", 10 + 2 * at)).collect();
        let mut objects = vec![
            (1, "<< /Type /Catalog /Pages 2 0 R /Names << /EmbeddedFiles 3 0 R >> /AF [10 0 R] >>".to_owned()),
            (2, "<< /Type /Pages /Kids [] /Count 0 >> % no page".to_owned()),
            (3, format!("<< /Kids [ << /Limits [(file 0) (file 9)] /Names [{names}] >> ] >>")),
        ];
        for (at, (name, _)) in self.attached.iter().enumerate() {
            let hex: String = name.encode_utf16().map(|unit| format!("{unit:04X}")).collect();
            let (own, stream) = (10 + 2 * at, 11 + 2 * at);
            objects.push((
                own,
                format!("<< /Type /Filespec /F (a\\051.json) /UF <FEFF{hex}> /E#46 << /F {stream} 0 R >> >>"),
            ));
        }
        objects
    }

    pub fn bytes(&self) -> Vec<u8> {
        let mut out = b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n".to_vec();
        let mut places = std::collections::BTreeMap::new();
        let mut stream = |out: &mut Vec<u8>, number: usize, more: &str, content: &[u8]| {
            places.insert(number, out.len());
            out.extend(format!("{number} 0 obj\n<< {more} /Length {} >>\nstream\r\n", content.len()).bytes());
            out.extend(content);
            out.extend(b"\nendstream\nendobj\n");
        };
        for (at, (_, content)) in self.attached.iter().enumerate() {
            stream(&mut out, 11 + 2 * at, "/Type /EmbeddedFile /Filter /FlateDecode", &zlib(content));
        }
        let root = format!("/Root 1 0 R {}", self.trailer);
        if !self.in_streams {
            for (number, object) in self.plain() {
                places.insert(number, out.len());
                out.extend(format!("{number} 0 obj\n{object}\nendobj\n").bytes());
            }
            let table = out.len();
            out.extend(b"xref\n0 1\n0000000000 65535 f \n");
            for (number, at) in &places {
                out.extend(format!("{number} 1\n{at:010} 00000 n \n").bytes());
            }
            out.extend(format!("trailer\n<< /Size 99 {root} >>\nstartxref\n{table}\n%%EOF\n").bytes());
            return out;
        }
        let (mut index, mut bodies) = (String::new(), String::new());
        for (number, object) in self.plain() {
            index += &format!("{number} {} ", bodies.len());
            bodies += &format!("{object}\n");
        }
        let (count, first) = (self.plain().len(), index.len());
        let held = zlib((index + &bodies).as_bytes());
        stream(&mut out, 90, &format!("/Type /ObjStm /N {count} /First {first} /Filter [/FlateDecode]"), &held);
        let table = out.len();
        places.insert(91, table);
        let within: Vec<usize> = self.plain().iter().map(|(number, _)| *number).collect();
        let (mut rows, mut above) = (Vec::new(), [0; 6]);
        for number in 0..92 {
            let row = match (places.get(&number), within.iter().position(|own| *own == number)) {
                (Some(at), _) => [1, 0, (at >> 16) as u8, (at >> 8) as u8, *at as u8, 0],
                (None, Some(at)) => [2, 0, 0, 0, 90, at as u8],
                (None, None) => [0; 6],
            };
            rows.push(2);
            rows.extend(row.iter().zip(above).map(|(now, above)| now.wrapping_sub(above)));
            above = row;
        }
        let how = "/DecodeParms << /Predictor 12 /Columns 6 >> /Filter /FlateDecode";
        let packed = zlib(&rows);
        out.extend(
            format!("91 0 obj << /Type /XRef /Size 92 /W [1 4 1] {how} {root} /Length {} >> stream\n", packed.len())
                .bytes(),
        );
        out.extend(&packed);
        out.extend(format!("\nendstream endobj\nstartxref\n{table}\n%%EOF\n").bytes());
        out
    }
}
