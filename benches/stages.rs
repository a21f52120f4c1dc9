//! Each stage of issuing and verifying by itself, for `cargo bench --bench stages`.
//!
//! What a stage is given is made beforehand and is right; what it gives is looked at, so that a wrong result ends the run.

#[path = "../tests/it/elm/course.rs"]
#[expect(dead_code, reason = "the tests use more of it")]
mod elm_course;
#[path = "../tests/support/mod.rs"]
mod support;
#[path = "../tests/support/world.rs"]
#[expect(dead_code, reason = "the tests use more of it")]
mod world;

use std::hint::black_box;
use std::io::Cursor;
use std::ops::ControlFlow;

use criterion::{BatchSize, Criterion, Throughput, criterion_group, criterion_main};
use elmseal::crypto::{SigningKey, sha256};
use elmseal::elm::{Form, LearnerIds, Mapper};
use elmseal::issue::{Compression, output_for};
use elmseal::jsonld::template::{Scratch, Values};
use elmseal::jsonld::{Budget, Contexts, canonicalize, to_dataset};
use elmseal::learners::{Context, Row, read};
use elmseal::ledger::{Ledger, NewAward, Rendition, Sealed};
use elmseal::model::ids::AwardId;
use elmseal::model::slotted::Content;
use elmseal::proof::{
    Cryptosuite, DraftTemplate, ProofOptions, ResolvedMethod, UnverifiedCredential, prepare, verify_proof,
};
use elmseal::status::Bitstring;
use elmseal::verify::Decision;
use serde_json::{Value, json};

use crate::elm_course as course;
use crate::support::seeded::Seeded;
use crate::world::World;

/// How many learners a bench of many has.
const MANY: u64 = 1000;
const DID: &str = "did:web:mc.uni.example";

/// A course that uses every row of the form, its template, and a key.
struct Batch {
    mapper: Mapper,
    template: DraftTemplate,
    options: ProofOptions,
    key: SigningKey,
}

impl Batch {
    fn new() -> Self {
        let mapper = course::mapper(&course::course());
        let options = ProofOptions {
            suite: Cryptosuite::EddsaRdfc2022,
            verification_method: format!("{DID}#key-1"),
            created: course::at("2026-07-01T10:00:01Z"),
        };
        let samples = mapper.samples(&course::learner(), Form::Elm(&course::status()));
        let template = DraftTemplate::compile(&samples, &options, Contexts::embedded()).expect("it is compiled");
        Self { mapper, template, options, key: SigningKey::from_seed(&[7; 32]) }
    }

    fn fill(&self, ids: &LearnerIds, values: &mut Values) {
        self.mapper.slots(&course::learner(), ids, Form::Elm(&course::status()), values);
    }

    fn values(&self) -> Values {
        let mut values = Values::default();
        self.fill(&course::ids(), &mut values);
        values
    }

    fn sealed(&self) -> Content {
        self.template.draft(&self.values(), &mut Scratch::default()).expect("it is served").seal(&self.key)
    }
}

fn reading(criterion: &mut Criterion) {
    let mut list = "Student number,First name,Last name,Email address,Result,Final grade,quiz\n".to_owned();
    for number in 0..MANY {
        list.push_str(&format!("S{number},Zoë \"\" {number},Nguyễn,zoe{number}@example.org,passed,8.5,9\n"));
    }
    let descriptor = elmseal::descriptor::Descriptor { learner_fields: Vec::new(), ..course::course() };
    let context = Context {
        file_name: "list.csv",
        descriptor: &descriptor,
        mapping: None,
        time_zone: "Europe/Madrid",
        today: jiff::civil::date(2026, 7, 1),
    };
    let mut group = criterion.benchmark_group("reading");
    group.throughput(Throughput::Elements(MANY));
    group.bench_function("rows of CSV to learners", |bencher| {
        bencher.iter(|| {
            let mut passed = 0;
            let reading = read(Cursor::new(&list), &context, &mut |row| {
                passed += u64::from(matches!(&row, Row::Passed { .. }));
                black_box(row);
                ControlFlow::Continue(())
            });
            assert_eq!(passed, MANY, "{:?}", reading.faults);
        });
    });
    group.finish();
}

fn sealing(criterion: &mut Criterion) {
    let batch = Batch::new();
    let mut group = criterion.benchmark_group("sealing");
    group.throughput(Throughput::Elements(1));
    let ids = course::ids();
    let mut values = Values::default();
    group.bench_function("learner to values", |bencher| {
        bencher.iter(|| {
            batch.fill(black_box(&ids), &mut values);
            assert!(!values.is_empty());
        });
    });
    let values = batch.values();
    let mut scratch = Scratch::default();
    let document = batch.mapper.document(&course::learner(), &ids, &course::status());
    let generic = prepare(document.clone(), &batch.options, Contexts::embedded()).expect("a sound document");
    let digest = generic.document_digest();
    group.bench_function("canonical digest by the template", |bencher| {
        bencher.iter(|| assert_eq!(batch.template.document().digest(black_box(&values), &mut scratch), Ok(digest)));
    });
    group.bench_function("draft by the generic path", |bencher| {
        bencher.iter_batched(
            || document.clone(),
            |document| {
                assert_eq!(
                    prepare(document, &batch.options, Contexts::embedded()).expect("sound").document_digest(),
                    digest
                )
            },
            BatchSize::SmallInput,
        );
    });
    let hash_data = *generic.hash_data();
    let signature = batch.key.sign(&hash_data).to_bytes();
    group.bench_function("Ed25519 signature", |bencher| {
        bencher.iter(|| assert_eq!(batch.key.sign(black_box(&hash_data)).to_bytes(), signature));
    });
    let expected = batch.sealed().to_vec();
    let mut file = Vec::new();
    group.bench_function("draft, signature, base58 and JSON", |bencher| {
        bencher.iter(|| {
            let draft = batch.template.draft(black_box(&values), &mut scratch).expect("it is served");
            file.clear();
            draft.seal(&batch.key).write_to(&mut file).expect("memory");
            assert_eq!(file.len(), expected.len());
            black_box(&file);
        });
    });
    assert_eq!(file, expected);
    group.finish();
}

fn keeping(criterion: &mut Criterion) {
    let batch = Batch::new();
    let content = batch.sealed();
    let mut group = criterion.benchmark_group("keeping");
    group.throughput(Throughput::Elements(MANY)).sample_size(10);
    let folder = tempfile::tempdir().expect("a folder");
    let mut entropy = Seeded::new(1);
    let mut ledger = Ledger::open(&folder.path().join("ledger.db"), &mut entropy).expect("a ledger");
    let mut first = 0;
    group.bench_function("ledger: allot, record and store", |bencher| {
        bencher.iter(|| {
            store(&mut ledger, first, &content, &mut entropy);
            first += MANY;
        });
    });
    let mut number = 0;
    for (name, compression) in [("store", Compression::Store), ("deflate", Compression::Deflate)] {
        group.bench_function(format!("archive, {name}"), |bencher| {
            bencher.iter(|| {
                number += 1;
                let path = folder.path().join(format!("{number}.zip"));
                let mut output = output_for(&path, compression);
                for file in 0..MANY {
                    output.add(&format!("{file}.jsonld"), &content).expect("written");
                }
                assert_eq!(output.finish().expect("finished"), Some(path.clone()));
                std::fs::remove_file(path).expect("removed");
            });
        });
    }
    group.finish();
}

/// Allots, records and stores a thousand awards from a number on.
fn store(ledger: &mut Ledger, first: u64, content: &Content, entropy: &mut Seeded) {
    let at = course::at("2026-07-01T10:00:01Z");
    let digest = ledger.content_digest(&[3; 32]);
    let keys: Vec<_> = (first..first + MANY)
        .map(|number| (number, ledger.award_key("uni", "course", "1", &number.to_string())))
        .collect();
    let chunk = ledger.chunk().expect("a chunk");
    let opened = chunk.open_batch("course", "1", "Course", at).expect("a batch");
    let run = chunk.begin_run(at).expect("a run");
    let mut files = Vec::new();
    for (number, key) in keys {
        let new = NewAward {
            key,
            content: digest,
            batch: opened,
            row: number + 2,
            issued: at,
            created: at,
            supersedes: None,
            learner_key: &number.to_string(),
            learner_name: "Zoë Nguyễn",
        };
        let standing = chunk.allot(&new, entropy).expect("allotted");
        chunk.record(standing.number, standing.award, Rendition::Elm, &[1; 64]).expect("recorded");
        files.push(Sealed::new(standing.number, standing.award, Rendition::Elm, None, content.clone()));
    }
    chunk.commit().expect("committed");
    ledger.store(run, files, Vec::new(), at, entropy).expect("stored");
}

fn verifying(criterion: &mut Criterion) {
    let batch = Batch::new();
    let sealed = batch.sealed().to_vec();
    let methods =
        [ResolvedMethod { id: format!("{DID}#key-1"), controller: DID.to_owned(), key: batch.key.verifying_key() }];
    let mut group = criterion.benchmark_group("verifying");
    group.throughput(Throughput::Elements(1));
    group.bench_function("bytes to an authentic credential", |bencher| {
        bencher.iter(|| {
            let received = UnverifiedCredential::parse(black_box(&sealed)).expect("a credential");
            let credential = verify_proof(&received, &methods, Contexts::embedded()).expect("it verifies");
            assert!(credential.id().is_some());
        });
    });
    let world = World::new();
    let verifier = world.verifier();
    let credential = world.credential(3, |_| {}).to_string();
    group.bench_function("bytes to a report, lists in a folder", |bencher| {
        bencher.iter(|| {
            let report = verifier.verify(black_box(credential.as_bytes()), world::now());
            assert_eq!(report.decision, Decision::Accept);
        });
    });
    let mut bits = Bitstring::new(elmseal::limits::STATUS_LIST_ENTRIES_MIN);
    bits.set(4711).expect("an index");
    let encoded = bits.encode();
    group.bench_function("status: a list opened", |bencher| {
        bencher.iter(|| assert_eq!(Bitstring::decode(black_box(&encoded)).expect("a list").get(4711), Ok(true)));
    });
    group.bench_function("status: a bit", |bencher| {
        bencher.iter(|| assert_eq!(black_box(&bits).get(black_box(4711)), Ok(true)));
    });
    group.bench_function("RDFC-1.0 with blank nodes", |bencher| {
        let dataset = to_dataset(&nameless(), Contexts::embedded()).expect("a dataset");
        let canonical = canonicalize(&dataset, Budget::default()).expect("canonical").nquads;
        let digest = sha256(canonical.as_bytes());
        bencher.iter(|| {
            let canonical = canonicalize(black_box(&dataset), Budget::default()).expect("canonical").nquads;
            assert_eq!(sha256(canonical.as_bytes()), digest);
        });
    });
    group.finish();
}

/// A credential most of whose nodes have no id.
fn nameless() -> Value {
    let claim = |number: u64| {
        json!({
            "type": "LearningAchievement",
            "title": {"en": format!("Achievement {number}")},
            "awardedBy": {"type": "AwardingProcess", "location": {"type": "Location", "address": {"type": "Address"}}},
        })
    };
    let award = AwardId::random(&mut Seeded::new(1));
    json!({
        "@context": ["https://www.w3.org/2018/credentials/v1", "http://data.europa.eu/snb/model/context/edc-ap"],
        "id": award.to_string(),
        "type": ["VerifiableCredential", "EuropeanDigitalCredential"],
        "issuer": DID,
        "credentialSubject": {"type": "Person", "hasClaim": [claim(1), claim(2), claim(2), claim(3)]},
    })
}

criterion_group!(stages, reading, sealing, keeping, verifying);
criterion_main!(stages);
