//! Pictures of QR codes.

use super::*;

#[test]
fn a_qr_code_gives_what_it_holds() {
    let link = b"https://credentials.uni.example/c/abcdefghijklmnopqrstuvwxyz";
    for (content, expected) in
        [(&link[..], format!("link {}", text(link))), (CREDENTIAL, text(CREDENTIAL)), (COMPACT, text(COMPACT))]
    {
        let code = Picture::qr(content, 4);
        assert_eq!(only(&code.png()), Ok((Carrier::QrPicture, expected.clone())));
        let blocks = Picture::qr(content, 8);
        assert_eq!(only(&blocks.jpeg()), Ok((Carrier::QrPicture, expected)));
    }
    assert_eq!(only(&Picture::qr(b"hello", 4).png()), Err(ReceiveError::NotInQrCode));
    assert_eq!(only(&Picture::qr(b"openid-credential-offer://?x=y", 4).png()), Err(ReceiveError::NotInQrCode));
}

#[test]
fn a_photo_of_a_qr_code_is_read() {
    let long = format!("{}.{}.{}", "eyJ0".repeat(10), "abcd".repeat(150), "efgh".repeat(20));
    for content in ["https://credentials.uni.example/c/abcdefghijklmnop", &long] {
        for degrees in [0.0, 7.0, 45.0, 90.0, 200.0] {
            let photo = Picture::qr(content.as_bytes(), 6).photographed(degrees, 7);
            let found = only(&photo.png()).map(|(_, found)| found.trim_start_matches("link ").to_owned());
            assert_eq!(found.as_deref(), Ok(content), "{degrees} degrees");
        }
    }
}

#[test]
fn a_picture_of_two_codes_is_refused() {
    let (one, other) = (Picture::qr(b"https://a.example/1", 4), Picture::qr(b"https://a.example/2", 4));
    let several = ReceiveError::Several { what: "QR codes are in the picture" };
    assert_eq!(only(&one.beside(&other).png()), Err(several));
    let link = Ok((Carrier::QrPicture, "link https://a.example/1".to_owned()));
    assert_eq!(only(&one.beside(&one).png()), link, "twice the same is the same");
    assert_eq!(only(&one.beside(&Picture::qr(b"hello", 4)).png()), link, "only one of them is for us");
}

#[test]
fn a_picture_of_too_many_points_is_refused_before_it_is_decoded() {
    for (width, height) in [(100_000, 100_000), (5_001, 5_000), (u32::MAX >> 1, 1), (1, u32::MAX >> 1)] {
        let refused = only(&carriers::huge_png(width, height));
        assert!(matches!(refused, Err(ReceiveError::Pixels { .. })) || damaged(&refused).is_some(), "{refused:?}");
    }
    assert_eq!(only(&carriers::huge_png(5_001, 5_000)), Err(ReceiveError::Pixels { width: 5_001, height: 5_000 }));
    let mut jpeg = Picture::qr(b"https://a.example/1", 8).jpeg();
    let frame = jpeg.windows(2).position(|two| two == [0xff, 0xc0]).expect("a frame");
    let good = jpeg.clone();
    jpeg[frame + 5..frame + 9].copy_from_slice(&[0xff; 4]);
    assert_eq!(only(&jpeg), Err(ReceiveError::Pixels { width: 65_535, height: 65_535 }));
    jpeg = good.clone();
    // The coefficients of a progressive picture are all in memory.
    jpeg[frame + 1] = 0xc2;
    jpeg[frame + 5..frame + 9].copy_from_slice(&[0x0c, 0, 0x0c, 0]);
    assert_eq!(only(&jpeg), Err(ReceiveError::Pixels { width: 3072, height: 3072 }));
    // Two frame headers: which one the decoder takes would decide.
    let twice = [&good[..frame], &good[frame..frame + 13], &good[frame..]].concat();
    assert!(damaged(&only(&twice)).is_some());
    assert!(damaged(&only(&good[..frame])).is_some());
    assert!(damaged(&only(&carriers::huge_png(100, 100))).is_some(), "points are missing");
}

/// A picture full of corner patterns would keep the reader of codes busy for hours.
#[test]
fn a_picture_full_of_corner_patterns_is_given_up_at_once() {
    let tile = [0b1111111, 0b1000001, 0b1011101, 0b1011101, 0b1011101, 0b1000001, 0b1111111_u8];
    let side = 1000;
    let mut points = vec![255; side * side];
    for (at, point) in points.iter_mut().enumerate() {
        let (x, y) = (at % side % 8, at / side % 8);
        if x < 7 && y < 7 && tile[y] >> x & 1 == 1 {
            *point = 0;
        }
    }
    let picture = Picture { width: side, height: side, points };
    assert_eq!(only(&picture.png()), Err(ReceiveError::NoQrCode));
}

#[test]
fn the_codes_of_other_issuers_are_read() {
    let Some(folder) = reference("pictures of QR codes of other issuers") else { return };
    let mut open = vec![folder.join("vectors/learner-credentials")];
    let mut read = 0;
    while let Some(path) = open.pop() {
        if path.is_dir() {
            open.extend(crate::support::files_in(&path));
        } else if path.extension().is_some_and(|ending| ending == "png") {
            let (carrier, found) = only(&crate::support::read_file(&path)).expect("a code that can be read");
            assert_eq!(carrier, Carrier::QrPicture);
            let below = path.strip_prefix(folder.join("vectors/learner-credentials/vc1.1")).expect("below it");
            let named = below.with_extension("json").display().to_string();
            assert!(found.starts_with("link https://") && found.ends_with(&named), "{named}: {found}");
            read += 1;
        }
    }
    assert_eq!(read, 45);
}
