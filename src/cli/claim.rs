//! `elmseal claim`: the links by which learners come to awards that were issued before.

use anyhow::Result;
use clap::{Args, Subcommand};
use serde_json::json;

use crate::config::{ClaimSettings, SystemEntropy, Workspace, now};
use crate::ledger::{ClaimState, ClaimTerms, Contact, DrawnCodes, Filter, Ledger, Letter, Rendition, WalletSecret};
use crate::model::ids::AwardId;
use crate::model::text::Language;

use super::Common;
use super::exit::{Ending, hinted};
use super::office::{award_id, ledger_told, ledger_told_at, open_ledger};
use super::output::{count, note, print_json, say};

/// What is done with links.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Make one more link an award, and show it this once
    New(NewArguments),
    /// Draw a new code for the offer that a learner opened on the page, to tell it by another way than the link
    Code(CodeArguments),
    /// List the links of awards; not the links themselves, of which the ledger has digests alone
    List(Awards),
    /// Let links hold for longer, expired ones too
    Renew(Awards),
    /// Withdraw all links of awards
    Withdraw(Awards),
}

/// Which awards.
#[derive(Debug, Args)]
pub struct Awards {
    /// The awards: their ids, or the names of files that were issued
    #[arg(required_unless_present = "batch")]
    pub awards: Vec<String>,
    /// All awards of this batch
    #[arg(long, conflicts_with = "awards")]
    pub batch: Option<i64>,
}

/// What links to make.
#[derive(Debug, Args)]
pub struct NewArguments {
    #[command(flatten)]
    pub awards: Awards,
    /// Put a mail with the link into the outbox, to the address on file
    #[arg(long)]
    pub mail: bool,
    /// Note this address first, of the learner of the one award that is named
    #[arg(long, value_name = "ADDRESS", conflicts_with = "batch")]
    pub address: Option<String>,
    /// The language in which the learner is written to [default: the one on file, else English]
    #[arg(long, requires = "address")]
    pub language: Option<String>,
}

/// Whose codes.
#[derive(Debug, Args)]
pub struct CodeArguments {
    /// The awards: their ids, or the names of files that were issued
    #[arg(required = true)]
    pub awards: Vec<String>,
}

/// Runs it.
pub fn run(command: &Command, common: &Common) -> Result<Ending> {
    let workspace = common.open_workspace()?;
    let Some(claims) = &workspace.claims else {
        return Err(hinted(
            "this workspace makes no links: there is no `[claims]` in elmseal.toml",
            "write `[claims]` there; `base` is where learners reach `elmseal serve issuer`",
        ));
    };
    match command {
        Command::New(arguments) => new(&workspace, claims, arguments, common),
        Command::Code(arguments) => code(&workspace, arguments, common),
        Command::List(awards) => list(&workspace, awards, common),
        Command::Renew(awards) => {
            let until = claims.expires(now());
            let renewed = each(&workspace, awards, |ledger, award| Ok(ledger.renew_claims(award, until)?))?;
            told(common, "renewed", renewed)
        }
        Command::Withdraw(awards) => {
            let at = now();
            let withdrawn = each(&workspace, awards, |ledger, award| Ok(ledger.withdraw_claims(award, at)?))?;
            told(common, "withdrawn", withdrawn)
        }
    }
}

fn open(workspace: &Workspace) -> Result<Ledger> {
    let path = workspace.ledger();
    if !path.is_file() {
        return open_ledger(workspace);
    }
    Ledger::open(&path, &mut SystemEntropy).map_err(|error| ledger_told_at(error, &path))
}

/// The awards that are meant, as the ledger knows them.
fn meant(ledger: &Ledger, awards: &Awards) -> Result<Vec<AwardId>> {
    let Some(batch) = awards.batch else {
        let ids: Vec<AwardId> = awards.awards.iter().map(|text| award_id(text)).collect::<Result<_>>()?;
        for id in &ids {
            ledger.award(*id).map_err(ledger_told)?;
        }
        return Ok(ids);
    };
    let mut found = Vec::new();
    let filter = Filter { batch: Some(batch), ..Filter::default() };
    ledger.list(&filter, &mut |row| found.extend(row.learner_name.is_some().then_some(row.award)))?;
    if found.is_empty() {
        return Err(hinted(format!("batch {batch} has no awards"), "`elmseal list` shows the batches"));
    }
    Ok(found)
}

fn each(
    workspace: &Workspace,
    awards: &Awards,
    mut act: impl FnMut(&mut Ledger, AwardId) -> Result<usize>,
) -> Result<usize> {
    let mut ledger = open(workspace)?;
    let awards = meant(&ledger, awards)?;
    awards.into_iter().map(|award| act(&mut ledger, award)).sum()
}

fn told(common: &Common, done: &str, links: usize) -> Result<Ending> {
    if common.json {
        print_json(&json!({ done: links }));
    } else {
        say!("{} {done}", count(links as u64, "link"));
    }
    Ok(Ending::Done)
}

fn new(workspace: &Workspace, claims: &ClaimSettings, arguments: &NewArguments, common: &Common) -> Result<Ending> {
    let mut ledger = open(workspace)?;
    let awards = meant(&ledger, &arguments.awards)?;
    if let Some(address) = &arguments.address {
        let [award] = awards.as_slice() else {
            return Err(hinted("an address is of one learner", "name one award with --address"));
        };
        set_contact(&mut ledger, *award, address, arguments.language.as_deref())?;
    }
    let at = now();
    let letter = if arguments.mail { Letter::Always } else { Letter::None };
    let mut made = Vec::with_capacity(awards.len());
    let mut without = 0;
    for award in awards {
        let row = ledger.award(award).map_err(ledger_told)?;
        let own = row.renditions.iter().any(|one| matches!(one.rendition, Rendition::Elm | Rendition::Europass));
        if !own || row.learner_name.is_none() {
            return Err(hinted(
                format!(
                    "award {award} has neither `elm` nor `europass`, or was erased: there is nothing that a link could lead to"
                ),
                "leave it out; `elmseal show AWARD` says how it stands",
            ));
        }
        without += u64::from(arguments.mail && ledger.contact(award)?.is_none());
        let terms = ClaimTerms { created: at, expires: claims.expires(at), letter };
        let token = ledger.open_claim(award, terms, &mut SystemEntropy).map_err(ledger_told)?;
        made.push((award, claims.link(token.as_str())));
    }
    if common.json {
        let one = |(award, link): &(AwardId, String)| json!({ "award": award.to_string(), "link": link });
        print_json(&json!(made.iter().map(one).collect::<Vec<_>>()));
    } else {
        for (award, link) in &made {
            say!("{award}  {link}");
        }
        note!(
            "whoever has such a link opens the award; it is shown this once, and `elmseal claim withdraw` withdraws it"
        );
        if arguments.mail {
            note!("`elmseal mail send` sends them");
        }
    }
    if without > 0 {
        note!("of {} no address is on file: name one with --address", count(without, "award"));
    }
    Ok(Ending::Done)
}

fn set_contact(ledger: &mut Ledger, award: AwardId, address: &str, language: Option<&str>) -> Result<()> {
    if address.parse::<lettre::Address>().is_err() {
        return Err(hinted(format!("`{address}` is no mail address"), "write it as in name@uni.example"));
    }
    let language = match language {
        Some(tag) => Language::parse(tag)?.to_string(),
        None => ledger.contact(award)?.map_or_else(|| "en".to_owned(), |contact| contact.language),
    };
    Ok(ledger.set_contact(award, &Contact { address: address.to_owned(), language })?)
}

fn code(workspace: &Workspace, arguments: &CodeArguments, common: &Common) -> Result<Ending> {
    let mut ledger = open(workspace)?;
    let mut awards = Vec::with_capacity(arguments.awards.len());
    for text in &arguments.awards {
        let award = award_id(text)?;
        if !awards.contains(&award) {
            awards.push(award);
        }
    }
    let codes = match ledger.draw_tx_codes(&awards, now(), &mut SystemEntropy).map_err(ledger_told)? {
        DrawnCodes::Drawn(codes) => codes,
        DrawnCodes::Erased(award) => {
            return Err(hinted(format!("award {award} was erased: no code was drawn"), "leave it out"));
        }
        DrawnCodes::NoOffer(award) => {
            return Err(hinted(
                format!("no offer of award {award} is open: no code was drawn"),
                "the learner opens one on the page first, with the button for wallets; a code is for that offer",
            ));
        }
        DrawnCodes::NotValid(award, state) => {
            return Err(hinted(
                format!("award {award} is {state}: no code was drawn"),
                "leave it out; `elmseal show AWARD` says how it stands",
            ));
        }
    };
    let made: Vec<_> = awards.iter().zip(&codes).collect();
    if common.json {
        let one =
            |(award, code): &(&AwardId, &WalletSecret)| json!({ "award": award.to_string(), "code": code.as_str() });
        print_json(&json!(made.iter().map(one).collect::<Vec<_>>()));
    } else {
        for (award, code) in &made {
            say!("{award}  {}", code.as_str());
        }
        note!(
            "tell it to the learner by another way than the link, such as by phone or in person; it is shown this once, and \
             earlier codes of the offer are wrong now"
        );
    }
    Ok(Ending::Done)
}

fn list(workspace: &Workspace, awards: &Awards, common: &Common) -> Result<Ending> {
    let ledger = open_ledger(workspace)?;
    let at = now();
    let mut all = Vec::new();
    for award in meant(&ledger, awards)? {
        for claim in ledger.claims(award)? {
            let state = match claim.state(at) {
                ClaimState::Expired => "expired",
                ClaimState::Open => "open",
                ClaimState::Withdrawn => "withdrawn",
            };
            all.push((award, claim, state));
        }
    }
    if common.json {
        let one = |(award, claim, state): &(AwardId, crate::ledger::Claim, &str)| {
            json!({
                "award": award.to_string(), "state": state, "created": claim.created.to_string(),
                "expires": claim.expires.to_string(), "withdrawn": claim.withdrawn.map(|at| at.to_string()),
            })
        };
        print_json(&json!(all.iter().map(one).collect::<Vec<_>>()));
    } else {
        for (award, claim, state) in &all {
            say!("{award}  {state}  made {}, until {}", claim.created, claim.expires);
        }
        note!("{}", count(all.len() as u64, "link"));
    }
    Ok(Ending::Done)
}
