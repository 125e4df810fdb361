//! The fields of the index, and how a suggestion becomes a document.

use huiyin_core::search::IndexDocument;
use huiyin_core::{Digest, Status};
use tantivy::TantivyDocument;
use tantivy::schema::{
    FAST, Field, INDEXED, IndexRecordOption, STORED, STRING, Schema, TextFieldIndexing, TextOptions,
};

use crate::facts;
use crate::normalise::{self, SEPARATOR};
use crate::squeeze;
use crate::tokenizers::{BIGRAMS, LONG_WORDS, TITLE_BIGRAMS};

/// Raised whenever folding, cutting or the fields below change; an index of another version is
/// rebuilt.
const VERSION: u32 = 5;

pub(crate) const ID: &str = "id";
pub(crate) const FACTS: &str = "facts";
pub(crate) const RECEIVED_AT: &str = "received_at";
pub(crate) const DUE_AT: &str = "due_at";

#[derive(Debug, Clone)]
pub(crate) struct Fields {
    pub(crate) id: Field,
    /// The printed number and the external one, folded, each as one term.
    pub(crate) number: Field,
    /// Bigrams of everything searchable, with positions; the last character of each part with the
    /// separator, so that every character begins a pair.
    pub(crate) bigrams: Field,
    /// Words of three characters and more: shorter ones stand among the bigrams.
    pub(crate) long_words: Field,
    pub(crate) title_bigrams: Field,
    pub(crate) visible_unit: Field,
    pub(crate) restricted: Field,
    /// Accounts and units that are accused, and see nothing of it.
    pub(crate) accused_account: Field,
    pub(crate) accused_unit: Field,
    /// What filters and facets ask, packed into one number, see [`facts`].
    pub(crate) facts: Field,
    pub(crate) received_at: Field,
    pub(crate) due_at: Field,
    /// What is shown of an item, packed: see [`Part`].
    pub(crate) shown: Field,
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
    let mut schema = Schema::builder();
    let fields = Fields {
        id: schema.add_i64_field(ID, INDEXED | FAST),
        number: schema.add_text_field("number", STRING),
        bigrams: schema.add_text_field(
            "bigrams",
            text(BIGRAMS, IndexRecordOption::WithFreqsAndPositions, true),
        ),
        long_words: schema.add_text_field(
            "long_words",
            text(LONG_WORDS, IndexRecordOption::Basic, false),
        ),
        title_bigrams: schema.add_text_field(
            "title_bigrams",
            // with frequencies, or tantivy does not pass over what cannot be among the best
            text(TITLE_BIGRAMS, IndexRecordOption::WithFreqs, true),
        ),
        visible_unit: schema.add_i64_field("visible_unit", INDEXED),
        restricted: schema.add_bool_field("restricted", INDEXED),
        accused_account: schema.add_i64_field("accused_account", INDEXED),
        accused_unit: schema.add_i64_field("accused_unit", INDEXED),
        facts: schema.add_u64_field(FACTS, FAST),
        received_at: schema.add_i64_field(RECEIVED_AT, FAST),
        due_at: schema.add_i64_field(DUE_AT, FAST),
        shown: schema.add_bytes_field("shown", STORED),
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

/// All texts of an item but its title and its attachments, in the order of reading.
pub(crate) fn texts(item: &IndexDocument) -> impl Iterator<Item = &str> {
    std::iter::once(item.body.as_str())
        .chain(item.points.iter().map(String::as_str))
        .chain(item.supplements.iter().map(String::as_str))
        .chain(item.replies.iter().map(String::as_str))
        .filter(|text| !text.is_empty())
}

/// About how much there is to cut and to write.
pub(crate) fn text_bytes(item: &IndexDocument) -> usize {
    let attachments = item.attachments.iter().map(|one| one.text.len());
    item.title.len() + texts(item).map(str::len).sum::<usize>() + attachments.sum::<usize>()
}

/// Everything searchable, folded, the parts between separators; the title is the first part.
pub(crate) fn folded(item: &IndexDocument) -> Folded {
    let bytes = texts(item).map(str::len).sum::<usize>() + item.title.len() + 64;
    let mut all = String::with_capacity(bytes);
    normalise::fold_into(&mut all, &item.title);
    let title_bytes = all.len();
    let mut push = |text: &str| {
        all.push(SEPARATOR);
        normalise::fold_into(&mut all, text);
    };
    texts(item).for_each(&mut push);
    for attachment in &item.attachments {
        push(&attachment.name);
        push(&attachment.text);
    }
    push(&item.ticket_no);
    if let Some(external_no) = &item.external_no {
        push(external_no);
    }
    Folded { all, title_bytes }
}

/// See [`folded`].
pub(crate) struct Folded {
    pub(crate) all: String,
    title_bytes: usize,
}

impl Folded {
    pub(crate) fn title(&self) -> &str {
        self.all.get(..self.title_bytes).unwrap_or_default()
    }
}

pub(crate) fn to_document(fields: &Fields, item: &IndexDocument) -> TantivyDocument {
    let Folded { all, title_bytes } = folded(item);
    let title = all.get(..title_bytes).unwrap_or_default();
    let mut document = TantivyDocument::default();
    document.add_i64(fields.id, item.id.0);
    for number in std::iter::once(&item.ticket_no).chain(&item.external_no) {
        let mut one = String::new();
        normalise::fold_into(&mut one, number);
        document.add_text(fields.number, one);
    }
    document.add_text(fields.title_bigrams, title);
    document.add_text(fields.bigrams, &all);
    document.add_text(fields.long_words, all);
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
    document.add_u64(fields.facts, facts::pack(item));
    document.add_i64(fields.received_at, item.received_at.timestamp_micros());
    if let Some(due_at) = item.due_at {
        document.add_i64(fields.due_at, due_at.timestamp_micros());
    }
    document.add_bytes(fields.shown, &packed(item));
    document
}

/// What a packed text is, in the order in which they stand.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(u8)]
pub(crate) enum Part {
    TicketNo = 0,
    ExternalNo = 1,
    Title = 2,
    /// Every other text, in the order of reading.
    Text = 3,
    AttachmentName = 4,
    /// Follows its name.
    AttachmentText = 5,
}

impl Part {
    pub(crate) fn of(label: u8) -> Option<Self> {
        const ALL: [Part; 6] = [
            Part::TicketNo,
            Part::ExternalNo,
            Part::Title,
            Part::Text,
            Part::AttachmentName,
            Part::AttachmentText,
        ];
        ALL.into_iter().find(|part| *part as u8 == label)
    }
}

fn packed(item: &IndexDocument) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(item.body.len() / 2 + 64);
    let mut put = |part: Part, text: &str| squeeze::push(&mut bytes, part as u8, text);
    put(Part::TicketNo, &item.ticket_no);
    if let Some(external_no) = &item.external_no {
        put(Part::ExternalNo, external_no);
    }
    put(Part::Title, &item.title);
    texts(item).for_each(|text| put(Part::Text, text));
    for attachment in &item.attachments {
        put(Part::AttachmentName, &attachment.name);
        put(Part::AttachmentText, &attachment.text);
    }
    bytes
}
