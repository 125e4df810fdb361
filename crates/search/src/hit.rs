//! What is shown of a match.

use chrono::DateTime;
use huiyin_core::search::{Highlighted, IndexDocument, SearchHit, Tier};
use huiyin_core::{Channel, Status, SuggestionId, SuggestionKind};
use tantivy::schema::Value;
use tantivy::{DocAddress, TantivyDocument, TantivyError};

use crate::asking::Asking;
use crate::facts::{self, Facts};
use crate::language::Query;
use crate::pieces;
use crate::schema::{self, Part};
use crate::snippet::Marked;
use crate::squeeze;
use crate::top::{Place, Ranked};

/// What is marked in a text: the words, and where one is not there as a whole, its pieces.
#[derive(Debug, Clone, Default)]
pub(crate) struct Needles {
    pub(crate) words: Vec<String>,
    pub(crate) pieces: Vec<String>,
}

impl Needles {
    pub(crate) fn of(asking: &Asking, query: &Query) -> Self {
        let words: Vec<String> = query.groups.iter().flatten().cloned().collect();
        let texts = words.iter().map(String::as_str);
        Self {
            pieces: pieces::pieces(&asking.live.analyser, texts),
            words,
        }
    }

    /// With words that stand for those that were typed.
    pub(crate) fn with<'a>(&self, others: impl Iterator<Item = &'a (Tier, String)>) -> Self {
        let mut both = self.clone();
        both.pieces.extend(others.map(|(_, word)| word.clone()));
        both
    }
}

pub(crate) fn show(
    asking: &Asking,
    ranked: &Ranked,
    tier: Tier,
    needles: &Needles,
    with_snippet: bool,
) -> Result<SearchHit, TantivyError> {
    let shown = match ranked.at {
        Place::Indexed(at) => stored(asking, at, with_snippet)?,
        Place::Fresh(place) => match asking.fresh.documents.get(place) {
            Some(fresh) => Shown::of(&fresh.item),
            None => return Err(TantivyError::InternalError("no such fresh item".to_owned())),
        },
    };
    let (snippet, attachment) = if with_snippet {
        snippet(&shown, needles)
    } else {
        (Highlighted::default(), None)
    };
    let title = if with_snippet {
        Marked::new(&shown.title, needles).whole()
    } else {
        Highlighted(vec![(shown.title.clone(), false)])
    };
    let facts = shown.facts;
    let number = facts.status();
    let broken = || TantivyError::InternalError(format!("no status number {number}"));
    Ok(SearchHit {
        id: SuggestionId(ranked.id),
        tier,
        title,
        snippet,
        attachment,
        status: facts::coded(Status::ALL, facts.status()).ok_or_else(broken)?,
        kind: facts::coded(SuggestionKind::ALL, facts.kind()).ok_or_else(broken)?,
        channel: facts::coded(Channel::ALL, facts.channel()).ok_or_else(broken)?,
        topic: facts::topic_of(facts.topic()),
        lead_unit: facts::unit_of(facts.unit()),
        received_at: DateTime::from_timestamp_micros(ranked.received_at).unwrap_or_default(),
        due_at: shown.due_at.and_then(DateTime::from_timestamp_micros),
        ticket_no: shown.ticket_no,
        external_no: shown.external_no,
        score: ranked.score,
    })
}

/// What is read of an item to show it.
pub(crate) struct Shown {
    pub(crate) ticket_no: String,
    external_no: Option<String>,
    pub(crate) title: String,
    pub(crate) texts: Vec<String>,
    /// (name, text)
    attachments: Vec<(String, String)>,
    pub(crate) facts: Facts,
    due_at: Option<i64>,
}

/// What is shown of an item that was found without the index: every word of it occurs literally.
pub(crate) fn of_item(item: &IndexDocument, needles: &Needles) -> SearchHit {
    let shown = Shown::of(item);
    let (snippet, attachment) = snippet(&shown, needles);
    SearchHit {
        id: item.id,
        tier: Tier::Exact,
        title: Marked::new(&shown.title, needles).whole(),
        snippet,
        attachment,
        status: item.status,
        kind: item.kind,
        channel: item.channel,
        topic: item.topic,
        lead_unit: item.lead_unit,
        received_at: item.received_at,
        due_at: item.due_at,
        ticket_no: shown.ticket_no,
        external_no: shown.external_no,
        score: 0.0,
    }
}

impl Shown {
    pub(crate) fn of(item: &IndexDocument) -> Self {
        Self {
            ticket_no: item.ticket_no.clone(),
            external_no: item.external_no.clone(),
            title: item.title.clone(),
            texts: schema::texts(item).map(str::to_owned).collect(),
            attachments: item
                .attachments
                .iter()
                .map(|one| (one.name.clone(), one.text.clone()))
                .collect(),
            facts: Facts(facts::pack(item)),
            due_at: item.due_at.map(|at| at.timestamp_micros()),
        }
    }
}

/// What is shown of a document of the index; without `texts`, its numbers and its title.
pub(crate) fn stored(
    asking: &Asking,
    at: DocAddress,
    with_texts: bool,
) -> Result<Shown, TantivyError> {
    let document: TantivyDocument = asking.searcher.doc(at)?;
    let columns = asking.columns.get(at.segment_ord as usize);
    let mut shown = Shown {
        ticket_no: String::new(),
        external_no: None,
        title: String::new(),
        texts: Vec::new(),
        attachments: Vec::new(),
        facts: columns.map_or(Facts(0), |one| one.facts(at.doc_id)),
        due_at: columns.and_then(|one| one.due_at(at.doc_id)),
    };
    let packed = document
        .get_first(asking.live.fields.shown)
        .and_then(|value| value.as_bytes())
        .unwrap_or_default();
    for (label, text) in squeeze::texts(packed) {
        match Part::of(label) {
            Some(Part::TicketNo) => shown.ticket_no = text.unpack(),
            Some(Part::ExternalNo) => shown.external_no = Some(text.unpack()),
            Some(Part::Title) => shown.title = text.unpack(),
            Some(_) if !with_texts => break,
            Some(Part::Text) => shown.texts.push(text.unpack()),
            Some(Part::AttachmentName) => shown.attachments.push((text.unpack(), String::new())),
            Some(Part::AttachmentText) => {
                if let Some((_, last)) = shown.attachments.last_mut() {
                    *last = text.unpack();
                }
            }
            None => break,
        }
    }
    Ok(shown)
}

/// The best passage of all texts; an attachment only when it shows more than the letter does.
fn snippet(shown: &Shown, needles: &Needles) -> (Highlighted, Option<String>) {
    let mut best: Option<(usize, Marked<'_>)> = None;
    for text in &shown.texts {
        let marked = Marked::new(text, needles);
        let weight = marked.weight();
        if best.as_ref().is_none_or(|(most, _)| weight > *most) {
            best = Some((weight, marked));
        }
    }
    let mut from = None;
    let weight = best.as_ref().map_or(0, |(weight, _)| *weight);
    if weight < needles.whole_weight() {
        for (name, text) in &shown.attachments {
            let marked = Marked::new(text, needles);
            let weight = marked.weight();
            if best.as_ref().is_none_or(|(most, _)| weight > *most) {
                best = Some((weight, marked));
                from = Some(name.clone());
            }
        }
    }
    let snippet = best.map(|(_, marked)| marked.snippet()).unwrap_or_default();
    (snippet, from)
}
