//! Reads an [`AwardView`] from JSON, member by member; what is missing or shaped otherwise is named with its place.

use serde_json::Value;
use thiserror::Error;

use super::{
    AccreditationView, AchievementView, ActivityView, AssessmentView, AwardView, ConceptView, CreditView, DisplayView,
    DocumentView, LearnerView, LegalIdentifierView, MandateView, Names, OpportunityView, OrganisationView, OutcomeView,
    PartialView, PictureView, RightView, SpecificationView,
};
use crate::elm::mapper::{StatusPurpose, StatusReference};
use crate::model::time::Timestamp;
use crate::vocabulary::{List, Membership, country_alpha2, language_alpha2, member};

/// How deeply components and assessments may lie in each other: ours have two levels.
const DEPTH_MAX: usize = 8;

/// Why a document is not read as an award.
#[derive(Debug, Error, PartialEq, Eq)]
#[non_exhaustive]
pub enum ViewError {
    /// Components or assessments lie in each other too deeply.
    #[error("`{place}` lies deeper than {DEPTH_MAX} components or assessments in each other")]
    Deep {
        /// Where in the document.
        place: String,
    },
    /// A member is missing.
    #[error("`{place}` is missing")]
    Missing {
        /// Where in the document.
        place: String,
    },
    /// A member is not what it should be.
    #[error("`{place}` is not {expected}")]
    Unexpected {
        /// Where in the document.
        place: String,
        /// What it should be.
        expected: &'static str,
    },
}

type Read<T> = Result<T, ViewError>;

/// A value and the way to it.
struct At<'a> {
    value: &'a Value,
    place: String,
}

impl<'a> At<'a> {
    fn get(&self, name: &str) -> Option<At<'a>> {
        let value = self.value.get(name).filter(|value| !value.is_null())?;
        let place = if self.place.is_empty() { name.to_owned() } else { format!("{}.{name}", self.place) };
        Some(At { value, place })
    }

    fn need(&self, name: &str) -> Read<At<'a>> {
        self.get(name).ok_or_else(|| ViewError::Missing {
            place: if self.place.is_empty() { name.to_owned() } else { format!("{}.{name}", self.place) },
        })
    }

    fn unexpected(&self, expected: &'static str) -> ViewError {
        ViewError::Unexpected { place: self.place.clone(), expected }
    }

    /// The items of a member: those of an array, or the one that stands for itself.
    fn items(&self, name: &str) -> Vec<At<'a>> {
        match self.get(name) {
            None => Vec::new(),
            Some(At { value: Value::Array(items), place }) => items
                .iter()
                .enumerate()
                .map(|(index, value)| At { value, place: format!("{place}[{index}]") })
                .collect(),
            Some(one) => vec![one],
        }
    }

    fn text(&self) -> Read<String> {
        self.value.as_str().map(str::to_owned).ok_or_else(|| self.unexpected("a text"))
    }

    fn time(&self) -> Read<Timestamp> {
        let text = self.value.as_str().ok_or_else(|| self.unexpected("a time"))?;
        Timestamp::parse(text).map_err(|_| self.unexpected("a time"))
    }

    fn texts(&self) -> Read<Vec<(String, String)>> {
        let map = self.value.as_object().ok_or_else(|| self.unexpected("a text by language"))?;
        let mut texts = Vec::new();
        for (language, value) in map {
            let several = value.as_array().map_or(std::slice::from_ref(value), Vec::as_slice);
            for text in several {
                let text = text.as_str().ok_or_else(|| self.unexpected("a text by language"))?;
                texts.push((language.clone(), text.to_owned()));
            }
        }
        Ok(texts)
    }

    fn maybe<T>(&self, name: &str, read: impl FnOnce(&At<'a>) -> Read<T>) -> Read<Option<T>> {
        self.get(name).map(|at| read(&at)).transpose()
    }

    fn list<T>(&self, name: &str, read: impl Fn(&At<'a>) -> Read<T>) -> Read<Vec<T>> {
        self.items(name).iter().map(read).collect()
    }

    fn names(&self, name: &str) -> Read<Names> {
        Ok(self.maybe(name, At::texts)?.unwrap_or_default().into_iter().collect())
    }

    fn id(&self) -> Read<String> {
        self.need("id")?.text()
    }

    /// The text of a note.
    fn note(&self) -> Read<Names> {
        self.need("noteLiteral")?;
        self.names("noteLiteral")
    }

    /// Whole hours of a duration such as `PT25H`.
    fn hours(&self) -> Read<u32> {
        let hours = self.value.as_str().and_then(|text| text.strip_prefix("PT")?.strip_suffix('H')?.parse().ok());
        hours.ok_or_else(|| self.unexpected("a duration in whole hours, such as PT25H"))
    }
}

impl AwardView {
    /// Reads a document of one's own, as issued in `elm` or in `europass` form.
    ///
    /// # Errors
    ///
    /// [`ViewError`] with the place of what is missing or shaped otherwise.
    pub fn read(document: &Value) -> Result<Self, ViewError> {
        let root = At { value: document, place: String::new() };
        let display = root.need("displayParameter")?;
        let subject = root.need("credentialSubject")?;
        Ok(Self {
            credential: root.id()?,
            title: display.need("title")?.texts()?.into_iter().collect(),
            description: display.names("description")?,
            language: language(&display.need("primaryLanguage")?)?,
            languages: display.list("language", language)?,
            issuer: organisation(&root.need("issuer")?)?,
            mandates: root.list("evidence", mandate)?,
            issued: root.need("issued")?.time()?,
            valid_from: root.need("validFrom")?.time()?,
            valid_until: root.maybe("validUntil", At::time)?,
            learner: learner(&subject)?,
            achievement: achievement(&subject.need("hasClaim")?, 0)?,
            displays: display.list("individualDisplay", display_of_language)?,
            status: root.list("credentialStatus", status)?,
        })
    }
}

fn concept(at: &At<'_>) -> Read<ConceptView> {
    let iri = at.id()?;
    let code = iri.rsplit('/').next().unwrap_or_default().to_owned();
    Ok(ConceptView { iri, code, label: at.names("prefLabel")? })
}

/// The tag of a language of the list.
fn language(at: &At<'_>) -> Read<String> {
    match member(List::Language, &at.id()?) {
        Membership::Listed(concept) => {
            Ok(language_alpha2(concept).map_or_else(|| concept.code.to_ascii_lowercase(), str::to_owned))
        }
        _ => Err(at.unexpected("a language of the list")),
    }
}

fn legal_identifier(at: &At<'_>) -> Read<LegalIdentifierView> {
    Ok(LegalIdentifierView {
        notation: at.need("notation")?.text()?,
        scheme: at.maybe("schemeName", At::text)?,
        country: concept(&at.need("spatial")?)?,
    })
}

fn organisation(at: &At<'_>) -> Read<OrganisationView> {
    let id = at.id()?;
    let location = at.need("location")?;
    let address = location.need("address")?;
    let country = concept(&address.need("countryCode")?)?;
    let listed = match member(List::Country, &country.iri) {
        Membership::Listed(concept) => country_alpha2(concept),
        _ => None,
    };
    let contact = at.get("contactPoint");
    let of_contact = |name: &str| contact.as_ref().and_then(|contact| contact.get(name));
    at.need("legalName")?;
    Ok(OrganisationView {
        did: id.starts_with("did:").then(|| id.clone()),
        id,
        name: at.names("legalName")?,
        other_name: at.names("altLabel")?,
        legal_identifier: legal_identifier(&at.need("eIDASIdentifier")?)?,
        country_code: listed.map(str::to_owned),
        country,
        region: location.names("geographicName")?,
        address: address.maybe("fullAddress", At::note)?.unwrap_or_default(),
        email: of_contact("emailAddress")
            .map(|mailbox| mailbox.id().map(|id| id.trim_start_matches("mailto:").to_owned()))
            .transpose()?,
        phone: of_contact("phone").map(|phone| phone.need("phoneNumber")?.text()).transpose()?,
        contact_form: of_contact("contactForm").as_ref().map(page).transpose()?,
        homepage: at.maybe("homepage", page)?,
        logo: at.maybe("logo", picture)?,
        accreditation: at.maybe("accreditation", accreditation)?,
    })
}

fn page(at: &At<'_>) -> Read<String> {
    at.need("contentURL")?.text()
}

fn accreditation(at: &At<'_>) -> Read<AccreditationView> {
    Ok(AccreditationView {
        title: at.names("title")?,
        kind: concept(&at.need("dcType")?)?,
        agency: at.need("accreditingAgent")?.names("legalName")?,
        decided: at.maybe("dateIssued", At::time)?,
    })
}

fn mandate(at: &At<'_>) -> Read<MandateView> {
    Ok(MandateView {
        statement: at.need("evidenceStatement")?.text()?,
        body: organisation(&at.need("evidenceTarget")?)?,
    })
}

fn picture(at: &At<'_>) -> Read<PictureView> {
    let kind = concept(&at.need("contentType")?)?;
    let media_type = match kind.code.as_str() {
        "PNG" => "image/png",
        "JPEG" => "image/jpeg",
        _ => return Err(at.need("contentType")?.unexpected("PNG or JPEG")),
    };
    Ok(PictureView { media_type: media_type.to_owned(), base64: at.need("content")?.text()? })
}

fn display_of_language(at: &At<'_>) -> Read<DisplayView> {
    let pages = at.items("displayDetail");
    let first = pages.first().ok_or_else(|| at.unexpected("a display with a page"))?;
    Ok(DisplayView { language: language(&at.need("language")?)?, image: picture(&first.need("image")?)? })
}

fn learner(at: &At<'_>) -> Read<LearnerView> {
    for name in ["givenName", "familyName"] {
        at.need(name)?;
    }
    let born = at.maybe("dateOfBirth", At::text)?;
    Ok(LearnerView {
        id: at.id()?,
        given_name: at.names("givenName")?,
        family_name: at.names("familyName")?,
        full_name: at.names("fullName")?,
        date_of_birth: born.map(|born| born.split('T').next().unwrap_or_default().to_owned()),
        national_id: at.maybe("nationalID", legal_identifier)?,
        other_identifier: at.maybe("identifier", |at| at.need("notation")?.text())?,
        citizenships: at.list("citizenshipCountry", concept)?,
        gender: at.maybe("gender", concept)?,
    })
}

fn credit(at: &At<'_>) -> Read<CreditView> {
    Ok(CreditView { framework: concept(&at.need("framework")?)?, points: at.need("point")?.text()? })
}

fn achievement(at: &At<'_>, depth: usize) -> Read<AchievementView> {
    if depth >= DEPTH_MAX {
        return Err(ViewError::Deep { place: at.place.clone() });
    }
    let process = at.need("awardedBy")?;
    process.need("awardingBody")?;
    at.need("title")?;
    Ok(AchievementView {
        id: at.id()?,
        title: at.names("title")?,
        description: at.names("description")?,
        awarding_bodies: process.list("awardingBody", organisation)?,
        awarded: process.need("awardingDate")?.time()?,
        credit: at.maybe("creditReceived", credit)?,
        specification: specification(&at.need("specifiedBy")?)?,
        assessments: at.list("provenBy", |at| assessment(at, 0))?,
        activity: at.maybe("influencedBy", activity)?,
        rights: at.list("entitlesTo", right)?,
        opportunity: at.maybe("learningOpportunity", opportunity)?,
        parts: at.list("hasPart", |part| achievement(part, depth + 1))?,
    })
}

fn specification(at: &At<'_>) -> Read<SpecificationView> {
    at.need("title")?;
    let partial = at.maybe("isPartialQualification", |at| match at.value {
        Value::Bool(true) => Ok(PartialView::Part),
        Value::Bool(false) => Ok(PartialView::Whole),
        _ => Err(at.unexpected("true or false")),
    })?;
    Ok(SpecificationView {
        id: at.id()?,
        title: at.names("title")?,
        description: at.names("description")?,
        kind: at.maybe("dcType", concept)?,
        eqf_level: at.maybe("eqfLevel", concept)?,
        nqf_level: at.maybe("nqfLevel", concept)?,
        credit: at.maybe("creditPoint", credit)?,
        hours: at.maybe("volumeOfLearning", At::hours)?,
        outcomes: at.list("learningOutcome", outcome)?,
        mode: at.maybe("mode", concept)?,
        setting: at.maybe("learningSetting", concept)?,
        teaching_languages: at.list("language", concept)?,
        fields: at.list("thematicArea", concept)?,
        keywords: at.maybe("category", At::texts)?.unwrap_or_default(),
        target_groups: at.list("targetGroup", concept)?,
        prerequisites: at.maybe("entryRequirement", At::note)?.unwrap_or_default(),
        partial,
        part_of: at.list("isPartOf", |parent| parent.names("title"))?,
        accreditation: at.maybe("accreditation", accreditation)?,
        documents: at.list("supplementaryDocument", document)?,
        notes: at.list("additionalNote", At::note)?,
    })
}

fn document(at: &At<'_>) -> Read<DocumentView> {
    Ok(DocumentView { title: at.names("title")?, url: page(at)? })
}

fn outcome(at: &At<'_>) -> Read<OutcomeView> {
    at.need("title")?;
    Ok(OutcomeView {
        id: at.id()?,
        title: at.names("title")?,
        kind: at.maybe("dcType", concept)?,
        reuse_level: at.maybe("reusabilityLevel", concept)?,
        skills: at.list("relatedESCOSkill", concept)?,
        notes: at.list("additionalNote", At::note)?,
    })
}

fn assessment(at: &At<'_>, depth: usize) -> Read<AssessmentView> {
    if depth >= DEPTH_MAX {
        return Err(ViewError::Deep { place: at.place.clone() });
    }
    let specification = at.get("specifiedBy");
    let specified = |name: &str| specification.as_ref().map(|it| it.names(name)).transpose();
    Ok(AssessmentView {
        id: at.id()?,
        title: at.names("title")?,
        description: specified("description")?.unwrap_or_default(),
        kind: specification.as_ref().map(|it| it.maybe("dcType", concept)).transpose()?.flatten(),
        grade: at.need("grade")?.note()?,
        verification: at.maybe("idVerification", concept)?,
        specification: specification.as_ref().map(At::id).transpose()?,
        notes: specification.as_ref().map(|it| it.list("additionalNote", At::note)).transpose()?.unwrap_or_default(),
        parts: at.list("hasPart", |part| assessment(part, depth + 1))?,
    })
}

fn activity(at: &At<'_>) -> Read<ActivityView> {
    let specification = at.need("specifiedBy")?;
    let temporal = at.get("temporal");
    let time = |name: &str| temporal.as_ref().map(|it| it.maybe(name, At::time)).transpose().map(Option::flatten);
    let contact_hours = specification.maybe("contactHour", |at| {
        at.value.as_str().and_then(|text| text.parse().ok()).ok_or_else(|| at.unexpected("a number of hours"))
    })?;
    Ok(ActivityView {
        kind: specification.maybe("dcType", concept)?,
        mode: specification.maybe("mode", concept)?,
        start: time("startDate")?,
        end: time("endDate")?,
        directed_by: at.list("directedBy", |agent| agent.names("prefLabel"))?,
        hours: at.maybe("workload", At::hours)?,
        contact_hours,
    })
}

fn right(at: &At<'_>) -> Read<RightView> {
    let specification = at.need("specifiedBy")?;
    Ok(RightView {
        title: at.names("title")?,
        kind: concept(&specification.need("dcType")?)?,
        status: concept(&specification.need("entitlementStatus")?)?,
    })
}

fn opportunity(at: &At<'_>) -> Read<OpportunityView> {
    Ok(OpportunityView {
        homepage: at.maybe("homepage", page)?,
        admission: at.maybe("admissionProcedure", At::note)?.unwrap_or_default(),
        schedule: at.maybe("scheduleInformation", At::note)?.unwrap_or_default(),
        providers: at.list("providedBy", organisation)?,
        notes: at.list("additionalNote", At::note)?,
    })
}

/// A place on a status list: with all its members in `elm`, as `<list URL>#<index>` in `europass`.
fn status(at: &At<'_>) -> Read<StatusReference> {
    const PLACE: &str = "a place on a status list";
    let parsed = |text: &str| text.parse::<u64>().map_err(|_| at.unexpected(PLACE));
    let Some(list) = at.get("statusListCredential") else {
        let id = at.id()?;
        let (list_url, index) = id.rsplit_once('#').ok_or_else(|| at.unexpected(PLACE))?;
        let purpose = StatusPurpose::Revocation;
        return Ok(StatusReference { list_url: list_url.to_owned(), index: parsed(index)?, purpose });
    };
    let purpose = match at.need("statusPurpose")?.text()?.as_str() {
        "revocation" => StatusPurpose::Revocation,
        "suspension" => StatusPurpose::Suspension,
        _ => return Err(at.need("statusPurpose")?.unexpected("revocation or suspension")),
    };
    let index = parsed(&at.need("statusListIndex")?.text()?)?;
    Ok(StatusReference { list_url: list.text()?, index, purpose })
}
