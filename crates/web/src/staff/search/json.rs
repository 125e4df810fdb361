//! A search for programs: the same language, the same rights, the same order.

use chrono::SecondsFormat;
use huiyin_app::Directory;
use huiyin_app::desk::Found;
use huiyin_core::search::{Highlighted, SearchHit};
use huiyin_core::time::Instant;
use serde::Serialize;

use super::view::{counted, label};
use crate::pages::urls;

/// What a program gets. Fields are added, never changed.
#[derive(Debug, Serialize)]
pub(super) struct Answer {
    q: String,
    /// Exact matches in the scope of whoever asks.
    total: u64,
    /// Matches that follow the exact ones.
    n_relaxed: u64,
    hits: Vec<Hit>,
    /// To be given back as `after`; null behind the last page.
    next: Option<String>,
    facets: Vec<Facet>,
    did_you_mean: Vec<String>,
    notes: Vec<String>,
    understood: Understood,
    rebuilding: Option<Progress>,
}

#[derive(Debug, Serialize)]
struct Hit {
    id: i64,
    href: String,
    ticket_no: String,
    external_no: Option<String>,
    title: Vec<Piece>,
    snippet: Vec<Piece>,
    attachment: Option<String>,
    tier: &'static str,
    status: &'static str,
    kind: &'static str,
    channel: &'static str,
    topic: Option<i64>,
    lead_unit: Option<i64>,
    received_at: String,
    due_at: Option<String>,
    score: f32,
}

/// A stretch of text.
#[derive(Debug, Serialize)]
struct Piece {
    text: String,
    is_match: bool,
}

#[derive(Debug, Serialize)]
struct Facet {
    /// The name of the parameter that filters by it.
    name: &'static str,
    values: Vec<FacetValue>,
}

#[derive(Debug, Serialize)]
struct FacetValue {
    value: String,
    label: String,
    count: u64,
}

#[derive(Debug, Serialize)]
struct Understood {
    /// Of each entry one must occur.
    words: Vec<Vec<String>>,
    without: Vec<String>,
    numbers: Vec<String>,
}

#[derive(Debug, Serialize)]
struct Progress {
    percent: u8,
    /// Items the database looked through for this answer; null when an earlier index answered.
    n_scanned: Option<u64>,
    is_complete: bool,
}

pub(super) fn answer(q: &str, found: Found, directory: &Directory) -> Answer {
    let facets = counted(&found.answer)
        .into_iter()
        .map(|(name, values)| Facet {
            name,
            values: values
                .into_iter()
                .map(|(value, count)| FacetValue {
                    label: label(name, &value, directory),
                    value,
                    count,
                })
                .collect(),
        })
        .collect();
    let answer = found.answer;
    Answer {
        q: q.to_owned(),
        total: answer.total,
        n_relaxed: answer.n_relaxed,
        hits: answer.hits.into_iter().map(hit).collect(),
        next: answer.next.map(|cursor| cursor.0),
        facets,
        did_you_mean: answer.did_you_mean,
        notes: answer.notes,
        understood: Understood {
            words: answer.understood.words,
            without: answer.understood.without,
            numbers: answer.understood.numbers,
        },
        rebuilding: found.rebuilding.map(|rebuilding| Progress {
            percent: rebuilding.percent,
            n_scanned: rebuilding.scanned.map(|scanned| scanned.n_items),
            is_complete: rebuilding.scanned.is_none_or(|scanned| scanned.is_complete),
        }),
    }
}

fn hit(hit: SearchHit) -> Hit {
    Hit {
        id: hit.id.0,
        href: urls::suggestion(hit.id),
        ticket_no: hit.ticket_no,
        external_no: hit.external_no,
        title: pieces(hit.title),
        snippet: pieces(hit.snippet),
        attachment: hit.attachment,
        tier: hit.tier.code(),
        status: hit.status.code(),
        kind: hit.kind.code(),
        channel: hit.channel.code(),
        topic: hit.topic.map(|topic| topic.0),
        lead_unit: hit.lead_unit.map(|unit| unit.0),
        received_at: stamp(hit.received_at),
        due_at: hit.due_at.map(stamp),
        score: hit.score,
    }
}

fn pieces(text: Highlighted) -> Vec<Piece> {
    text.0
        .into_iter()
        .map(|(text, is_match)| Piece { text, is_match })
        .collect()
}

/// RFC 3339, UTC.
fn stamp(at: Instant) -> String {
    at.to_rfc3339_opts(SecondsFormat::Secs, true)
}
