//! Seals with time stamps, and what happens when none can be had.

use super::*;

/// An authority that answers so often and then fails.
struct Failing<'a> {
    inner: &'a dyn PkiServices,
    left: AtomicUsize,
    failure: Failure,
}

#[derive(Debug, Clone, Copy, PartialEq)]
enum Failure {
    Nonsense,
    TimesOut,
    Unreachable,
}

impl PkiServices for Failing<'_> {
    fn time_stamp(&self, request: &[u8]) -> Result<Vec<u8>, ServiceError> {
        let left = self.left.fetch_update(Ordering::SeqCst, Ordering::SeqCst, |left| left.checked_sub(1));
        let url = "http://tsa.example/tsr".to_owned();
        match (left, self.failure) {
            (Ok(_), _) => self.inner.time_stamp(request),
            (_, Failure::Nonsense) => Ok(b"<html>maintenance</html>".to_vec()),
            (_, Failure::TimesOut) => Err(ServiceError::TimedOut { url }),
            (_, Failure::Unreachable) => Err(ServiceError::Status { url, status: 503 }),
        }
    }

    fn ocsp(&self, url: &str, request: &[u8]) -> Result<Vec<u8>, ServiceError> {
        self.inner.ocsp(url, request)
    }

    fn crl(&self, url: &str) -> Result<Vec<u8>, ServiceError> {
        self.inner.crl(url)
    }

    fn ca_issuer(&self, url: &str) -> Result<Vec<u8>, ServiceError> {
        self.inner.ca_issuer(url)
    }
}

#[test]
fn seals_are_stamped_when_an_authority_is_named() {
    let tsa = TestTsa::new();
    let services = tsa.services(&TsaOptions::at(at(0)));
    let signer = Counting::usual(Key::Rsa2048, Algorithm::Rs256);
    let mut desk = desk();
    let run = Run::new(EUROPASS, &signer).stamped(&services, tsa.root());
    let report = run.done(&mut desk, &learners(2..5));
    assert_eq!((report.levels.get(&Level::T), services.asked()), (Some(&3), 3));
    let files = unzip(&desk.path("out/out.zip"));
    assert_eq!((sealed(&files).len(), credentials(&files).len()), (3, 0));
    for bytes in sealed(&files).values() {
        let found = verified(bytes).examine(&run.trust, &Default::default(), at(1));
        assert_eq!((found.level, found.best_time.proven()), (Level::T, Some(at(0))));
    }
    let levels: Vec<_> = stored(&mut desk).into_iter().flat_map(|(_, renditions)| renditions).map(|it| it.1).collect();
    assert_eq!(levels, vec![Some("t".to_owned()); 3]);
    desk.assert_sound();
}

#[test]
fn without_a_time_stamp_nothing_is_released_and_the_same_command_goes_on() {
    let tsa = TestTsa::new();
    for failure in [Failure::Nonsense, Failure::TimesOut, Failure::Unreachable] {
        // The third of five learners gets none.
        let good = tsa.services(&TsaOptions::at(at(0)));
        let failing = Failing { inner: &good, left: AtomicUsize::new(3), failure };
        let signer = Counting::usual(Key::P256, Algorithm::Es256);
        let mut desk = desk();
        let run = Run::new(BOTH, &signer).stamped(&failing, tsa.root());
        let Err(IssueError::Seal { source, .. }) = run.issue(&mut desk, &learners(2..7), &mut Quiet) else {
            panic!("{failure:?}")
        };
        match failure {
            Failure::Nonsense => assert!(matches!(source, JadesError::TimeStamp { .. }), "{source:?}"),
            Failure::TimesOut => assert_eq!(source.code(), "service-timed-out"),
            Failure::Unreachable => assert!(matches!(source, JadesError::Service(ServiceError::Status { .. }))),
        }
        assert!(!desk.path("out/out.zip").exists(), "nothing is released");
        let before = stored(&mut desk);
        let whole: Vec<_> = before.iter().filter(|(_, renditions)| !renditions.is_empty()).collect();
        assert_eq!(whole.len(), 3, "what was whole is kept");
        assert!(whole.iter().all(|(_, renditions)| renditions.len() == 2), "no form of an award without the other");
        let (asked, signed) = (good.asked(), signer.signed());
        assert_eq!(asked, 3);

        let run = Run::new(BOTH, &signer).stamped(&good, tsa.root());
        let report = run.done(&mut desk, &learners(2..7));
        assert_eq!((report.issued + report.completed, good.asked() - asked, signer.signed() - signed), (5, 2, 2));
        let files = unzip(&report.output.expect("an output"));
        assert_eq!(sealed(&files).len(), 5);
        for (award, renditions) in whole {
            let bytes = &sealed(&files)[award];
            assert!(renditions.iter().any(|(_, _, digest)| *digest == sha256(bytes)), "stamped once");
        }
        desk.assert_sound();
    }
}

#[test]
fn a_time_stamp_over_something_else_is_none() {
    let tsa = TestTsa::new();
    let mut desk = desk();
    let signer = Counting::usual(Key::P256, Algorithm::Es256);
    let services = tsa.services(&TsaOptions::flawed(at(0), Flaw::WrongImprint));
    let run = Run::new(EUROPASS, &signer).stamped(&services, tsa.root());
    let refused = run.issue(&mut desk, &learners(2..3), &mut Quiet);
    assert!(matches!(refused, Err(IssueError::Seal { row: 2, source: JadesError::TimeStamp { .. } })), "{refused:?}");
    assert!(stored(&mut desk).iter().all(|(_, renditions)| renditions.is_empty()));
}

#[test]
fn a_level_that_cannot_be_had_is_said_and_never_the_wish() {
    let tsa = TestTsa::new();
    let services = tsa.services(&TsaOptions::at(at(0)));
    let signer = Counting::usual(Key::Rsa2048, Algorithm::Rs256);
    let mut desk = desk();
    // Nobody says whether the certificate is revoked.
    let run = Run { level: Level::Lt, ..Run::new(EUROPASS, &signer).stamped(&services, tsa.root()) };
    let report = Run { level: Level::Lt, ..run }.done(&mut desk, &learners(2..4));
    assert_eq!(report.levels.iter().collect::<Vec<_>>(), [(&Level::T, &2)]);
    let (_, (reason, number)) = report.short_of.iter().next().expect("a reason");
    assert_eq!((reason.is_empty(), *number), (false, 2));
    let files = unzip(&desk.path("out/out.zip"));
    let told: Value = serde_json::from_slice(&files["receipt.json"]).expect("JSON");
    assert_eq!((&told[0]["level"], &told[0]["note"]), (&json!("T"), &json!("below the wished level LT")));
}
