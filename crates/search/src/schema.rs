//! The fields of the index, and how a suggestion becomes a document.

use huiyin_core::search::IndexDocument;
use huiyin_core::{Digest, Status};
use tantivy::TantivyDocument;
use tantivy::schema::{
    FAST, Field, INDEXED, IndexRecordOption, STORED, STRING, Schema, TextFieldIndexing, TextOptions,
};

use crate::normalise::Normalised;
use crate::tokenizers::{BIGRAMS, CHARACTERS, SEPARATOR, WORDS};

/// Raised whenever folding, cutting or the fields below change; an index of another version is
/// rebuilt.
const VERSION: u32 = 2;

pub(crate) const ID: &str = "id";
pub(crate) const STATUS: &str = "status";
pub(crate) const TOPIC: &str = "topic";
pub(crate) const LEAD_UNIT: &str = "lead_unit";
pub(crate) const YEAR: &str = "year";
pub(crate) const RECEIVED_AT: &str = "received_at";

#[derive(Debug, Clone)]
pub(crate) struct Fields {
    pub(crate) id: Field,
    /// The printed number, folded, as one term.
    pub(crate) number: Field,
    /// Bigrams of everything searchable, with positions.
    pub(crate) bigrams: Field,
    pub(crate) characters: Field,
    pub(crate) words: Field,
    pub(crate) title_bigrams: Field,
    pub(crate) title_words: Field,
    pub(crate) visible_unit: Field,
    pub(crate) restricted: Field,
    /// Accounts and units that are accused, and see nothing of it.
    pub(crate) accused_account: Field,
    pub(crate) accused_unit: Field,
    pub(crate) status: Field,
    pub(crate) topic: Field,
    pub(crate) lead_unit: Field,
    pub(crate) year: Field,
    pub(crate) received_at: Field,
    pub(crate) ticket_no: Field,
    pub(crate) external_no: Field,
    pub(crate) title: Field,
    pub(crate) body: Field,
    pub(crate) reply: Field,
}

pub(crate) fn build() -> (Schema, Fields) {
    let text = |tokenizer: &str, option: IndexRecordOption, norms: bool| {
        TextOptions::default().set_indexing_options(
            TextFieldIndexing::default()
                .set_tokenizer(tokenizer)
                .set_index_option(option)
                .set_fieldnorms(norms),
        )
    };
    let freqs = IndexRecordOption::WithFreqs;
    let mut schema = Schema::builder();
    let fields = Fields {
        id: schema.add_i64_field(ID, INDEXED | FAST),
        number: schema.add_text_field("number", STRING),
        bigrams: schema.add_text_field(
            "bigrams",
            text(BIGRAMS, IndexRecordOption::WithFreqsAndPositions, true),
        ),
        characters: schema.add_text_field(
            "characters",
            text(CHARACTERS, IndexRecordOption::Basic, false),
        ),
        words: schema.add_text_field("words", text(WORDS, freqs, true)),
        title_bigrams: schema.add_text_field("title_bigrams", text(BIGRAMS, freqs, true)),
        title_words: schema.add_text_field("title_words", text(WORDS, freqs, true)),
        visible_unit: schema.add_i64_field("visible_unit", INDEXED),
        restricted: schema.add_bool_field("restricted", INDEXED),
        accused_account: schema.add_i64_field("accused_account", INDEXED),
        accused_unit: schema.add_i64_field("accused_unit", INDEXED),
        status: schema.add_i64_field(STATUS, FAST),
        topic: schema.add_i64_field(TOPIC, FAST),
        lead_unit: schema.add_i64_field(LEAD_UNIT, FAST),
        year: schema.add_i64_field(YEAR, FAST),
        received_at: schema.add_i64_field(RECEIVED_AT, FAST),
        ticket_no: schema.add_text_field("ticket_no", STORED),
        external_no: schema.add_text_field("external_no", STORED),
        title: schema.add_text_field("title", STORED),
        body: schema.add_text_field("body", STORED),
        reply: schema.add_text_field("reply", STORED),
    };
    (schema.build(), fields)
}

/// Identifies everything an index depends on besides the documents.
pub(crate) fn fingerprint(own_terms: Digest) -> Digest {
    let statuses: Vec<&str> = Status::ALL.iter().map(|status| status.code()).collect();
    Digest::of_parts(&[
        &VERSION.to_be_bytes(),
        tantivy::version_string().as_bytes(),
        statuses.join(",").as_bytes(),
        own_terms.as_bytes(),
    ])
}

/// The number of a status in the index: its place in [`Status::ALL`].
pub(crate) fn status_number(status: Status) -> i64 {
    Status::ALL
        .iter()
        .position(|one| *one == status)
        .and_then(|place| i64::try_from(place).ok())
        .unwrap_or(-1)
}

pub(crate) fn status_of(number: i64) -> Option<Status> {
    Status::ALL.get(usize::try_from(number).ok()?).copied()
}

pub(crate) fn to_document(fields: &Fields, item: &IndexDocument) -> TantivyDocument {
    let folded = |text: &str| Normalised::of(text).into_string();
    let title = folded(&item.title);
    let number = folded(&item.ticket_no);
    let external_no = item.external_no.as_deref().map(folded);
    let mut everything = title.clone();
    for part in [folded(&item.body), folded(&item.reply), number.clone()]
        .into_iter()
        .chain(external_no)
    {
        everything.push(SEPARATOR);
        everything.push_str(&part);
    }

    let mut document = TantivyDocument::default();
    document.add_i64(fields.id, item.id.0);
    document.add_text(fields.number, number);
    document.add_text(fields.bigrams, &everything);
    document.add_text(fields.characters, &everything);
    document.add_text(fields.words, everything);
    document.add_text(fields.title_bigrams, &title);
    document.add_text(fields.title_words, title);
    for unit in &item.visible_units {
        document.add_i64(fields.visible_unit, unit.0);
    }
    document.add_bool(fields.restricted, item.is_restricted);
    for account in &item.accused.accounts {
        document.add_i64(fields.accused_account, account.0);
    }
    for unit in &item.accused.units {
        document.add_i64(fields.accused_unit, unit.0);
    }
    document.add_i64(fields.status, status_number(item.status));
    if let Some(topic) = item.topic {
        document.add_i64(fields.topic, topic.0);
    }
    if let Some(unit) = item.lead_unit {
        document.add_i64(fields.lead_unit, unit.0);
    }
    document.add_i64(fields.year, i64::from(item.year));
    document.add_i64(fields.received_at, item.received_at.timestamp_micros());
    document.add_text(fields.ticket_no, &item.ticket_no);
    if let Some(external_no) = &item.external_no {
        document.add_text(fields.external_no, external_no);
    }
    document.add_text(fields.title, &item.title);
    document.add_text(fields.body, &item.body);
    document.add_text(fields.reply, &item.reply);
    document
}
