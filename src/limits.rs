//! Every bound on input, in one place, each with its reason.
//!
//! Going over a bound is an error, never a truncation. It does not say how the bound is enforced: that is the business
//! of the room that reads the input.

/// Most members of an object that is taken apart into texts: a request to the VC API has two.
pub const ENVELOPE_MEMBERS_MAX: usize = 64;
/// Most values (members, items) of any JSON that is read: some take a hundred times more memory than text, and the
/// longest list of trusted entities stays below it.
pub const JSON_VALUES_MAX: usize = 1_000_000;
/// Longest credential that is read: sealed Europass samples with embedded media and revocation values reach 1.8 MB.
pub const CREDENTIAL_BYTES_MAX: usize = 10 * 1024 * 1024;
/// Deepest nesting of any JSON that is read; ELM documents stay below 30.
pub const JSON_DEPTH_MAX: usize = 64;
/// Longest descriptor or institution profile: a long course page with all languages of the Union is far below it.
pub const DESCRIPTOR_BYTES_MAX: usize = 2 * 1024 * 1024;
/// Longest learner list: a million rows of 500 bytes; longer lists are split.
pub const LEARNER_LIST_BYTES_MAX: u64 = 512 * 1024 * 1024;
/// Most columns of a learner list: gradebooks of large courses have some hundred.
pub const LEARNER_COLUMNS_MAX: usize = 1_000;
/// Longest row of a learner list in bytes; a longer one is an open quotation mark.
pub const LEARNER_ROW_BYTES_MAX: usize = 256 * 1024;
/// Longest value of a learner list in characters: names in passports stay below 100.
pub const LEARNER_VALUE_CHARS_MAX: usize = 500;
/// Longest part of a workbook once unpacked: a sheet of a million rows is below it, a decompression bomb is not.
pub const WORKBOOK_PART_BYTES_MAX: u64 = 1024 * 1024 * 1024;
/// Most faults that are listed one by one; beyond it they are counted by kind.
pub const FAULTS_LISTED_MAX: usize = 50;
/// Most quads of one document: the largest official sample has 1,190.
pub const QUADS_MAX: usize = 20_000;
/// Most blank nodes of one document that is canonicalized.
pub const BLANK_NODES_MAX: usize = 500;
/// Most hashes and permutations while blank nodes are named: no W3C vector needs more than a tenth of it.
pub const RDFC_STEPS_MAX: usize = 50_000;
/// Most contexts in one document; four is the most that we write.
pub const CONTEXTS_MAX: usize = 12;
/// Longest context that an operator imports; schema.org's has 190 kB.
pub const CONTEXT_BYTES_MAX: usize = 1024 * 1024;
/// Most compiled contexts that are kept, of some 15 kB: each chain and each scope within it is one; ours need about 20.
pub const COMPILED_CONTEXTS_MAX: usize = 1_024;
/// Most proofs on one document; sets and chains seen in practice have two or three.
pub const PROOFS_MAX: usize = 5;
/// Fewest entries of a status list, for herd privacy (Bitstring Status List 1.0, section 6.1).
pub const STATUS_LIST_ENTRIES_MIN: usize = 131_072;
/// Statuses of a list of tokens: half of them are given out, so that half a million copies hide among one another. A list of
/// which few are set has less than a kilobyte, one with a thousand about three.
pub const TOKEN_LIST_ENTRIES: usize = 1_048_576;
/// Seconds after which whoever has kept a list of tokens asks for it again: a revocation is known within the hour.
pub const TOKEN_LIST_TTL_SECONDS: i64 = 3_600;
/// Seconds for which a copy of an award without an end is good, since its type demands one: ten years. Its status says
/// earlier whether it still holds, and its holder may have another copy made at any time.
pub const ATTESTATION_SECONDS: i64 = 3_653 * 24 * 60 * 60;
/// Longest decompressed status list: 16 MiB of bits, the bound that peers use.
pub const STATUS_LIST_BYTES_MAX: usize = 16 * 1024 * 1024;
/// Learners of a batch that are recorded, sealed and stored together where templates make what they get: two kilobytes
/// each, and enough that waiting for the disk does not count.
pub const BATCH_CHUNK: usize = 1024;
/// The same where whole files are in memory, of some hundred kilobytes.
pub const BATCH_CHUNK_WHOLE: usize = 100;
/// Chunks of a batch that are somewhere between the list and the output: one at each stage, and some more while the ledger
/// waits for the disk, keep all threads at work.
pub const CHUNKS_IN_FLIGHT: usize = 8;
/// Bytes of an archive after which what was written is made durable, while more is written: a disk takes tens of
/// milliseconds for it, and at the end of a batch nobody waits for more than this.
pub const ARCHIVE_SYNC_EVERY: u64 = 16 * 1024 * 1024;
/// Learners of a shape who go the generic path before a template is compiled for it: compiling takes as long as a few.
pub const TEMPLATE_AFTER: u32 = 16;
/// Most templates of one sort that are kept for a batch, of some 150 kB: beyond it, learners go the generic path.
pub const TEMPLATES_MAX: usize = 64;
/// Most shapes of learners that are told apart in a batch: some countries, languages and optional columns together.
pub const SHAPES_MAX: usize = 4096;
/// Of how many credentials from a template one is verified before it leaves, at random, beside the first of each chunk.
pub const CHECKED_ONE_OF: u64 = 64;
/// Most texts with slots that the ledger keeps in memory, of some 50 kB: a batch has a few shapes of documents.
pub const FRAMES_KEPT_MAX: usize = 64;
/// Memory of the ledger's page cache: what a chunk touches of its indices stays in it, and a batch stays below 200 MB.
pub const LEDGER_CACHE_BYTES_MAX: i64 = 24 * 1024 * 1024;
/// Longest write-ahead log of the ledger that is not yet folded in: what a page costs is paid once for many chunks.
pub const LEDGER_WAL_BYTES_MAX: i64 = 64 * 1024 * 1024;
/// How long a ledger is waited for that another writes: a service writes it in moments; a batch takes longer, and is told.
pub const LEDGER_WAIT_MILLISECONDS: u64 = 1_000;
/// How often erasing tries to have the ledger's file for itself, when others write between two of its steps.
pub const LEDGER_CLEAN_TRIES: usize = 20;
/// Longest file of authorities' certificates: all national trust anchors of the Union stay below it.
pub const CERTIFICATES_FILE_BYTES_MAX: usize = 4 * 1024 * 1024;
/// Fewest threads that seal a chunk: with a token or a time-stamp authority they wait more than they work.
pub const SEALING_THREADS_MIN: usize = 4;
/// Longest reason of a revocation or suspension, in bytes: a paragraph.
pub const REASON_BYTES_MAX: usize = 2000;
/// Longest document that is fetched, in bytes.
pub const FETCH_BYTES_MAX: usize = 8 * 1024 * 1024;
/// Longest trust list, in bytes.
pub const TRUST_LIST_BYTES_MAX: usize = 5 * 1024 * 1024;
/// Most drawings of badges that are kept: one a course, language and institution of a batch, or of what is exported.
pub const BADGE_DRAWINGS_MAX: usize = 64;
/// Largest display image of one language, in bytes.
pub const DISPLAY_IMAGE_BYTES_MAX: usize = 20 * 1024;
/// Longest ESCO download, and index made from one: 14,000 skills with all labels of one language stay far below it.
pub const ESCO_BYTES_MAX: usize = 64 * 1024 * 1024;
/// Most values (keys, items) of a descriptor or profile; ours have a few hundred.
pub const DESCRIPTOR_VALUES_MAX: usize = 20_000;
/// Longest DID document that is read: two hundred keys fit.
pub const DID_DOCUMENT_BYTES_MAX: usize = 256 * 1024;
/// Longest checkpoint that is read: a note with a dozen cosignatures has 4 kB.
pub const CHECKPOINT_BYTES_MAX: usize = 64 * 1024;
/// Longest time that one fetch may take, with all its redirects.
pub const FETCH_SECONDS_MAX: u64 = 5;
/// Longest time that a service of a public-key infrastructure may take to answer: time-stamp authorities are slow at times.
pub const SERVICE_SECONDS_MAX: u64 = 10;
/// How long an answer about certificates is used again: a batch asks about the same certificates each time.
pub const SERVICE_CACHE_SECONDS_MAX: i64 = 300;
/// Most bytes of answers that are kept for that: some long revocation lists.
pub const SERVICE_CACHE_BYTES_MAX: usize = 32 * 1024 * 1024;
/// For how long, in seconds, it is kept that there was no answer: who comes next need not wait for the same silence.
pub const MISSED_KEPT_SECONDS_MAX: i64 = 10;
/// Most documents that are fetched at one time: twice as many as verifications.
pub const FETCHES_MAX: usize = 32;
/// Most of them from one host, for one purpose: a slow host holds up few.
pub const FETCHES_PER_HOST_MAX: usize = 6;
/// Most hosts that are remembered with how they answered.
pub const HOSTS_KNOWN_MAX: usize = 1024;
/// After how many failures of its connections a host is left alone.
pub const HOST_FAILURES_MAX: usize = 5;
/// Within how many seconds these failures count together.
pub const HOST_FAILURES_SECONDS: i64 = 60;
/// For how many seconds a host is left alone before one request tries again.
pub const HOST_PAUSE_SECONDS: i64 = 30;
/// Most redirects that are followed.
pub const FETCH_REDIRECTS_MAX: usize = 3;
/// Most members of a list of trusted entities; the largest alliances have a few hundred.
pub const TRUST_ENTITIES_MAX: usize = 10_000;
/// Most certificates of a list of trusted entities: each may be an anchor of a path, and they are tried with every seal.
pub const TRUST_CERTIFICATES_MAX: usize = 2_000;
/// Most keys of one member that are tried on a proof whose method does not name the key itself, and most ways of taking
/// one for each proof of a set: a key a year for two working lives. Beyond it the answer is open, never a rejection.
pub const ISSUER_KEYS_TRIED_MAX: usize = 64;
/// Most status entries of one credential that are looked up; each may take the time of a fetch.
pub const STATUS_ENTRIES_MAX: usize = 4;
/// Most awarding bodies of one credential; a joint award of a whole alliance has some fifteen.
pub const AWARDING_BODIES_MAX: usize = 32;
/// For how long, in seconds, an answer about a list is kept within one run over many credentials: a list that was replaced
/// counts a minute later, and a server that is silent is asked once a minute.
pub const ANSWER_KEPT_SECONDS_MAX: i64 = 60;
/// Most answers that are kept so: each issuer has a few lists.
pub const ANSWERS_KEPT_MAX: usize = 256;
/// Longest that they are together, but for the last one: a hundred status lists of many awards.
pub const ANSWERS_KEPT_BYTES_MAX: usize = 32 * 1024 * 1024;
/// Most status lists that a verifier keeps read: those of the issuers whose credentials are checked in a stretch.
pub const STATUS_LISTS_KEPT_MAX: usize = 64;
/// Most keys of lists that a verifier keeps decoded: a few of each issuer.
pub const LISTED_KEYS_KEPT_MAX: usize = 64;
/// Most memory that the status lists take that are kept read: several of 16 MiB of bits, or all of those of the usual size.
pub const STATUS_LISTS_KEPT_BYTES_MAX: usize = 64 * 1024 * 1024;
/// Most versions of one text that are shown; the Union has 24 official languages.
pub const LANGUAGES_MAX: usize = 50;
/// Most quads of a document that is compared with the application profile: four times the largest official sample. The
/// comparison follows references and may visit each pair of nodes.
pub const PROFILE_QUADS_MAX: usize = 5_000;
/// How far clocks may be apart.
pub const CLOCK_SKEW_SECONDS_MAX: i64 = 5 * 60;
/// Longest time between issue and next update of a list of trusted entities.
pub const TRUST_LIST_SECONDS_MAX: i64 = 14 * 24 * 60 * 60;
/// The same of the European Union's lists: six months (TS 119 602, annex H).
pub const EU_TRUST_LIST_SECONDS_MAX: i64 = 184 * 24 * 60 * 60;
/// For how long before the time of its issue a list may have been signed: operators fix that time in advance, by hours.
pub const TRUST_LIST_SIGNED_BEFORE_SECONDS_MAX: i64 = 24 * 60 * 60;
/// Longest body of one request to the verifier: three credentials of the greatest length, or a hundred usual ones.
pub const REQUEST_BYTES_MAX: usize = 32 * 1024 * 1024;
/// A request's body is large beyond this, or when its length is not announced; nearly every credential is shorter, and two
/// hundred such bodies that come slowly are little.
pub const SMALL_BODY_BYTES_MAX: usize = 256 * 1024;
/// For how many seconds a published file must not have changed before it is kept in memory: longer than the ticks by which
/// file systems tell changes apart.
pub const FILE_RESTS_SECONDS_MIN: u64 = 2;
/// Most published files that are kept in memory.
pub const LOCAL_FILES_KEPT_MAX: usize = 64;
/// Most bytes that they take together.
pub const LOCAL_FILES_KEPT_BYTES_MAX: usize = 16 * 1024 * 1024;
/// Longest document that is verified on the thread that hears the request.
pub const LIGHT_DOCUMENT_BYTES_MAX: usize = 128 * 1024;
/// Most MiB of large bodies that are in memory at one time, each with the ten times that its tree may take: two credentials
/// of the greatest length, or one body of anything longer. Without it, each connection could fill its own.
pub const LARGE_BODIES_MIB_MAX: u32 = 22;
/// From how many values on a document is verified alone: the largest sealed samples have a tenth of them.
pub const WIDE_DOCUMENT_VALUES_MIN: usize = 50_000;
/// Most documents that one request has checked: what a personnel office gets for one post, or a faculty in a term.
pub const SUBJECTS_MAX: usize = 500;
/// Longest link that is followed, in bytes; browsers and proxies stop at about this.
pub const LINK_BYTES_MAX: usize = 2048;
/// Most characters of a file's name that are shown again.
pub const FILE_NAME_CHARS_MAX: usize = 200;
/// Most verifications at one time: each may hold a document, its quads and fetched lists.
pub const VERIFICATIONS_MAX: usize = 16;
/// Most open connections of the public service.
pub const CONNECTIONS_MAX: usize = 1024;
/// Longest body that the VC API takes: the longest credential, and what stands around it.
pub const VC_API_BODY_BYTES_MAX: usize = CREDENTIAL_BYTES_MAX + 64 * 1024;
/// Most credentials of one presentation: what somebody has collected in a working life.
pub const PRESENTED_CREDENTIALS_MAX: usize = 100;
/// Checks that one address may ask for in a minute, unless the settings say otherwise: an office with many files at once.
pub const CHECKS_PER_MINUTE: u32 = 120;
/// Most addresses whose limits are remembered, of some hundred bytes; those who come later share theirs.
pub const CLIENTS_KNOWN_MAX: usize = 65_536;
/// Longest id of a request that is taken from a proxy.
pub const REQUEST_ID_BYTES_MAX: usize = 64;
/// Seconds between two rounds of fetching lists of trusted entities in the background; they hold for days.
pub const LIST_REFRESH_SECONDS: u64 = 300;
/// Seconds that a request's body may take to arrive.
pub const BODY_SECONDS_MAX: u64 = 20;
/// Seconds that a request waits for its turn before the service says that it is busy.
pub const QUEUE_SECONDS_MAX: u64 = 5;
/// Seconds after which an answer is given up.
pub const ANSWER_SECONDS_MAX: u64 = 45;
/// Seconds that a connection may be silent; more than an answer takes.
pub const SILENCE_SECONDS_MAX: u64 = 60;
/// Seconds that requests under way have when the service is told to stop.
pub const SHUTDOWN_SECONDS_MAX: u64 = 10;
/// Longest time for which a status list may be good: a replaced or withheld one counts no longer than this.
pub const STATUS_LIST_SECONDS_MAX: i64 = 31 * 24 * 60 * 60;
/// Most bytes of all parts of a filled Excel form, unpacked: ours has below one megabyte.
pub const FORM_UNPACKED_BYTES_MAX: u64 = 32 * 1024 * 1024;
/// Most verification methods of a DID document.
pub const DID_METHODS_MAX: usize = 200;
/// Longest root file of a list: hundreds of pinned keys.
pub const TRUST_ROOT_BYTES_MAX: usize = 64 * 1024;
/// Longest record of the lists that were seen: ten thousand status lists under the longest links fit.
pub const TRUST_STORE_BYTES_MAX: usize = 32 * 1024 * 1024;
/// Most status lists that are remembered; the oldest are forgotten first.
pub const STATUS_LISTS_SEEN_MAX: usize = 10_000;
/// Longest `keys.json` that is read: a thousand keys.
pub const KEY_RECORDS_BYTES_MAX: usize = 2 * 1024 * 1024;
/// Longest private key file that is read; an encrypted RSA key of 8192 bits has 7 kB.
pub const KEY_FILE_BYTES_MAX: usize = 16 * 1024;
/// Longest file with a key or certificates that is imported; a PKCS#12 file with a chain has 10 kB.
pub const KEY_IMPORT_BYTES_MAX: usize = 256 * 1024;
/// Most certificates from that of a key to the root; qualified ones have two or three above it.
pub const CERTIFICATE_CHAIN_MAX: usize = 8;
/// Most sessions that are opened with a token for one key: what keeps a security module busy.
pub const TOKEN_SESSIONS_MAX: usize = 16;
/// Most certificates that are read from a token.
pub const TOKEN_CERTIFICATES_MAX: usize = 64;
/// Most memory of scrypt that a key file may ask for: a foreign file must not stop the program.
pub const KEY_SCRYPT_BYTES_MAX: u64 = 256 * 1024 * 1024;
/// Most lanes of scrypt that a key file may ask for.
pub const KEY_SCRYPT_P_MAX: u16 = 16;
/// Most rounds of PBKDF2 that a key file may ask for.
pub const KEY_PBKDF2_ROUNDS_MAX: u32 = 10_000_000;
/// Longest certificate that is read; one with many extensions has 4 kB.
pub const CERTIFICATE_BYTES_MAX: usize = 16 * 1024;
/// Longest OCSP response: with its responder's certificates one has below 10 KB.
pub const OCSP_BYTES_MAX: usize = 64 * 1024;
/// Longest answer of issuers' certificates: a bundle of a few.
pub const CA_ISSUERS_BYTES_MAX: usize = 256 * 1024;
/// Longest time-stamp token or response: with its authority's chain one has below 10 KB.
pub const TIME_STAMP_BYTES_MAX: usize = 256 * 1024;
/// Most certificates, and most signers that are counted, of a time-stamp token; a chain has up to five.
pub const TIME_STAMP_CERTIFICATES_MAX: usize = 32;
/// Most characters that a time-stamp authority's refusal is quoted with.
pub const TIME_STAMP_TEXT_CHARS_MAX: usize = 200;
/// Longest path of certificates, with leaf and anchor; European authorities have three or four.
pub const PATH_LENGTH_MAX: usize = 8;
/// Most certificates among which a path is looked for; seals at the highest level carry about ten.
pub const PATH_CANDIDATES_MAX: usize = 200;
/// Most steps in looking for a path: authorities that certify one another would give no end of them.
pub const PATH_STEPS_MAX: usize = 1_000;
/// Most signatures of certificates that are verified in looking for a path: each step may name many issuers of one name,
/// but a path has seven signatures, and renewed authorities double some of them.
pub const PATH_SIGNATURES_MAX: usize = 100;
/// Longest RSA key that is used, in bits: verifying takes time by its square, and no authority has a longer one.
pub const RSA_BITS_MAX: u32 = 8192;
/// Longest public exponent of an RSA key that is used, in bits: 65537 has 17, and verifying takes time by its length.
pub const RSA_EXPONENT_BITS_MAX: i32 = 64;
/// Longest revocation list or OCSP response that is read: the lists of large authorities have some megabytes.
pub const REVOCATION_BYTES_MAX: usize = 8 * 1024 * 1024;
/// Most revocation lists and OCSP responses that are looked at together; a seal at the highest level has about six.
pub const REVOCATION_VALUES_MAX: usize = 64;
/// Longest protected header of a signature: a chain of three certificates has 8 kB.
pub const JWS_HEADER_BYTES_MAX: usize = 64 * 1024;
/// Longest file of inclusion proof that is read: 64 siblings and a note with witnesses stay far below it.
pub const LOG_PROOF_BYTES_MAX: usize = 128 * 1024;
/// Deepest nesting of a descriptor; ours have four levels.
pub const DESCRIPTOR_DEPTH_MAX: usize = 16;
/// Longest tag that is looked at in a workbook; tags of rows and sheets are far shorter.
pub const WORKBOOK_TAG_BYTES_MAX: u64 = 64 * 1024;
/// Most rows of a sheet: what the format allows (ECMA-376; Excel's own bound).
pub const SHEET_ROWS_MAX: usize = 1_048_576;
/// Most merged areas of a sheet of learners, where each is a fault: looking one up takes time by their number.
pub const MERGED_AREAS_MAX: usize = 10_000;
/// Greatest number that a cell of a workbook holds with all its digits, of which a spreadsheet keeps 15.
pub const CELL_NUMBER_MAX: f64 = 999_999_999_999_999.0;
/// Longest name of a published file: a digest in hex or base64url, with room.
pub const PUBLISHED_NAME_BYTES_MAX: usize = 128;
/// Longest text that is searched for in ESCO, in characters.
pub const ESCO_SEARCH_CHARS_MAX: usize = 300;
/// Most certificates that one seal carries, in its header and among its values: each archive time stamp adds some five.
pub const SEAL_CERTIFICATES_MAX: usize = 100;
/// Most certificates in `x5c`; a chain has two to four, and each is read before anything is known about the file.
pub const SEAL_CHAIN_MAX: usize = 10;
/// Most items in `etsiU`: some fifteen renewals of an archive time stamp.
pub const SEAL_UNSIGNED_MAX: usize = 64;
/// Most tokens in one time stamp; two authorities in parallel are seen.
pub const SEAL_TOKENS_MAX: usize = 8;
/// Most tokens of all time stamps of one seal: each has the whole payload hashed.
pub const SEAL_TOKENS_ALL_MAX: usize = 64;
/// Most signatures that are verified on certificates that time-stamp tokens carry, in one seal.
pub const SEAL_STAMP_SIGNATURES_MAX: usize = 1_000;
/// Most revocation lists and OCSP responses that one seal carries.
pub const SEAL_REVOCATION_MAX: usize = 200;
/// Most members of a sealed document that are named because its graph does not hold them; others are counted.
pub const DROPPED_NAMES_MAX: usize = 20;
/// Longest name of such a member that is shown, in bytes.
pub const DROPPED_NAME_BYTES_MAX: usize = 60;
/// Longest id that is shown because a sealed document uses it for several nodes, in bytes: ids are short URNs and URLs.
pub const REUSED_ID_BYTES_MAX: usize = 200;
/// Most requests for revocation data of one seal: two for each certificate of a usual path. Each may take the time of a
/// fetch.
pub const REVOCATION_REQUESTS_MAX: usize = 4;
/// Most parts of one kind, such as assessments or outcomes of an achievement, that an answer shows; a degree has some 60
/// modules.
pub const SUMMARY_PARTS_MAX: usize = 200;
/// Most bytes of text that an answer shows of such parts: they may share nodes, so that a short document has many.
pub const SUMMARY_TEXT_BYTES_MAX: usize = 512 * 1024;

/// Most alignments or results of a badge that are shown: more than that nobody reads.
pub const BADGE_ALIGNMENTS_MAX: usize = 50;
/// Longest archive that is read: five hundred usual credentials fit several times.
pub const ARCHIVE_BYTES_MAX: usize = 64 * 1024 * 1024;
/// Most entries of an archive's directory, with folders and what systems leave in it.
pub const ARCHIVE_ENTRIES_MAX: usize = 4_000;
/// Longest that all members of an archive may be, unpacked: each is unpacked alone and dropped, so this bounds time.
pub const ARCHIVE_UNPACKED_BYTES_MAX: u64 = 512 * 1024 * 1024;
/// A member of an archive may be this long whatever its packed length is.
pub const UNPACKED_FREELY_BYTES_MAX: u64 = 1024 * 1024;
/// Beyond that, how many times longer than packed it may be: credentials come to twenty, zeros to a thousand.
pub const UNPACKED_RATIO_MAX: u64 = 200;
/// Most nodes of an SVG badge; drawings of badges have some thousand.
pub const SVG_NODES_MAX: u32 = 100_000;
/// Most pixels of a picture: phones take twelve or twenty-four million.
pub const PICTURE_PIXELS_MAX: u64 = 25_000_000;
/// The same where its format keeps all of it in memory in several bytes a pixel: interlaced PNG, progressive JPEG.
pub const PICTURE_PIXELS_WHOLE_MAX: u64 = 5_000_000;
/// Most pixels that a QR code is looked for among: larger pictures are made smaller first.
pub const QR_PIXELS_MAX: usize = 4_000_000;
/// Most corner patterns in a picture that a QR code is looked for in: a code has three, and looking takes time by their cube.
pub const QR_CORNERS_MAX: usize = 24;
/// Most steps of filling areas while corner patterns are looked for, counted before it is begun.
pub const QR_STEPS_MAX: u64 = 400_000_000;
/// Most disclosures of one SD-JWT: a credential has some ten claims.
pub const DISCLOSURES_MAX: usize = 1_000;
/// Deepest nesting of a PDF's objects, and longest chain of references; real ones stay below ten.
pub const PDF_DEPTH_MAX: usize = 32;
/// Most objects of a PDF that are named in its tables or read on the way to an attachment.
pub const PDF_OBJECTS_MAX: usize = 200_000;
/// Most tables of contents of a PDF: one for each time it was changed.
pub const PDF_TABLES_MAX: usize = 64;
/// Most files attached to a PDF that are looked at.
pub const PDF_ATTACHMENTS_MAX: usize = 100;
/// Longest that all streams of a PDF are together that are unpacked on the way to its attachments.
pub const PDF_UNPACKED_BYTES_MAX: usize = 64 * 1024 * 1024;
/// Longest body that comes in parts, which are checked and dropped one after another: five hundred usual credentials.
pub const BULK_BYTES_MAX: usize = 64 * 1024 * 1024;
/// From how many documents on a request with parts is a bulk, of which a client may have one at a time.
pub const BULK_SUBJECTS_MIN: usize = 20;
/// Most archives longer than a credential that are in memory at one time.
pub const LARGE_ARCHIVES_MAX: usize = 1;
/// Seconds after which somebody is told to come back whose bulk is still under way.
pub const BULK_AGAIN_SECONDS: u64 = 30;
/// A verification report that is signed: its summary's texts, the checks and the lists, with room.
pub const RECORD_BYTES_MAX: usize = 4 * 1024 * 1024;
/// Seconds between the time of a report and the signer's clock: it was just made, on the same machine.
pub const RECORD_AGE_SECONDS_MAX: u64 = 60;
/// The signature of a report: a header with a DID and 64 bytes.
pub const RECORD_SIGNATURE_BYTES_MAX: usize = 4 * 1024;
/// What a signer answers.
pub const SIGNER_ANSWER_BYTES_MAX: usize = 8 * 1024;
/// Seconds for an exchange with the signer: a signature takes less than a millisecond, a token's some tens.
pub const SIGNER_SECONDS_MAX: u64 = 3;
/// Reports that are signed at once; others wait in the socket's queue.
pub const SIGNERS: usize = 4;
/// Most pages of a certificate: some eleven languages with long texts.
pub const CERTIFICATE_PAGES_MAX: usize = 300;
/// Largest logo that is put on certificates: each of a batch has a copy.
pub const CERTIFICATE_LOGO_BYTES_MAX: usize = 2 * 1024 * 1024;

/// Most wishes that wait to be issued: at some hundred a second, the last waits for seconds.
pub const ISSUE_QUEUE_MAX: usize = 1_000;
/// How many guesses of tokens one address has in a minute; ten times as many requests with a good one.
pub const ISSUES_PER_MINUTE: u32 = 600;
/// Longest key that names a wish: a UUID or a digest fits.
pub const IDEMPOTENCY_KEY_BYTES_MAX: usize = 255;
/// Longest id of a credential whose status is to be changed.
pub const STATUS_ID_BYTES_MAX: usize = 2_048;
/// Most tokens: one for each system that issues.
pub const TOKENS_MAX: usize = 100;
/// Longest name of a token.
pub const TOKEN_NAME_BYTES_MAX: usize = 64;
/// Longest file of tokens: all of them, each with its name, digest and time.
pub const TOKENS_FILE_BYTES_MAX: usize = 64 * 1024;
/// A picture of a credential that is drawn anew: a page of a diploma in colour takes a few hundred KiB.
pub const SHOWN_PICTURE_BYTES_MAX: usize = 4 * 1024 * 1024;
/// Its points: a page at 300 dots an inch has nine million.
pub const SHOWN_PIXELS_MAX: u64 = 10_000_000;
/// The longest edge of what is shown: twice what a page on a screen is wide.
pub const SHOWN_EDGE_MAX: usize = 1_200;
/// A picture as it is shown; a larger one is made smaller.
pub const SHOWN_PNG_BYTES_MAX: usize = 1024 * 1024;
/// Pictures of one credential that are shown: the pages of a diploma supplement are more, and stand in its file.
pub const SHOWN_PICTURES_MAX: usize = 4;
/// A table of results that goes with its page: a browser saves no longer link.
pub const TABLE_IN_PAGE_BYTES_MAX: usize = 1024 * 1024;
/// Seconds for which the code in an offer holds: a user unlocks the wallet and reads a code from elsewhere meanwhile.
pub const OFFER_CODE_SECONDS: i64 = 10 * 60;
/// Most codes of one offer at a time: previews and scanners fetch it as well; the oldest goes.
pub const OFFER_CODES_MAX: i64 = 50;
/// Wrong transaction codes after which the codes of an offer are burnt.
pub const TX_CODE_TRIES_MAX: i64 = 5;
/// Seconds without new codes after the second time, doubled each time: a million codes are not tried in an offer's life.
pub const TX_CODE_WAIT_SECONDS: i64 = 60;
/// The longest of these waits: a day, so that nobody else can lock a learner out for longer.
pub const TX_CODE_WAIT_SECONDS_MAX: i64 = 24 * 60 * 60;
/// Seconds for which a wallet's access token holds: slow wallets, a user who is asked which of several keys, a retry.
pub const WALLET_TOKEN_SECONDS: i64 = 60 * 60;
/// Seconds for which what a wallet asked for can be fetched later: whoever has to seal by hand has a week.
pub const WALLET_TRANSACTION_SECONDS: i64 = 7 * 24 * 60 * 60;
/// Most copies that one request of a wallet gets, each for another key.
pub const WALLET_BATCH_MAX: usize = 5;
/// Most copies of one form for one offer: a batch, and once more for a wallet that lost the answer and its keys.
pub const OFFER_COPIES_MAX: i64 = 10;
/// Days for which a claim link holds unless the workspace says otherwise: a term, with the holidays after it.
pub const CLAIM_DAYS: u16 = 180;
/// Most days for which one holds: what opens an award for longer than ten years opens it for whoever finds the mail.
pub const CLAIM_DAYS_MAX: u16 = 3_650;
/// Seconds for which a nonce of the issuer holds: a wallet asks its user in between.
pub const NONCE_SECONDS: i64 = 5 * 60;
/// Longest proof of a wallet: a header with a key or a DID, few claims, a signature.
pub const WALLET_PROOF_BYTES_MAX: usize = 8 * 1024;
/// Longest request of a wallet: a batch of proofs, and what stands around it.
pub const WALLET_REQUEST_BYTES_MAX: usize = 64 * 1024;
/// Seconds after which a wallet is told to come back for what it asked for: users watch it.
pub const WALLET_PATIENCE_SECONDS: u64 = 10;
/// Seconds after which it may come back.
pub const WALLET_INTERVAL_SECONDS: u64 = 5;
/// Seconds between two letters that somebody asks for with one link: whoever found it cannot flood its learner.
pub const CLAIM_ASK_SECONDS: i64 = 60 * 60;
/// Seconds that a mail server has for an answer.
pub const MAIL_SECONDS_MAX: u64 = 60;
/// Seconds until a mail that was not taken is tried again, the first time: servers that do not know us yet want some.
pub const MAIL_RETRY_SECONDS: i64 = 15 * 60;
/// The longest of these waits.
pub const MAIL_RETRY_SECONDS_MAX: i64 = 24 * 60 * 60;
/// How often a mail is tried: about two weeks.
pub const MAIL_TRIES_MAX: u32 = 20;
/// What is kept of a mail server's words.
pub const MAIL_REASON_CHARS_MAX: usize = 300;
/// Most offers of one award to wallets that were not used: somebody tries several devices; the oldest goes.
pub const AWARD_OFFERS_MAX: i64 = 20;
