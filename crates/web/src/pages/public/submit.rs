//! The form a worker fills in, and the labels that belong to it.

use askama::Template;
use huiyin_core::{IdentityLevel, Intent, text};

use crate::catalogue::Messages;
use crate::pages::chrome::Chrome;
use crate::pages::errors::ErrorSummary;
use crate::pages::field::{Choice, ChoiceGroup, FieldView, FormErrors};
use crate::pages::urls;

/// Most files one may add.
pub const MAX_FILES: usize = 5;
/// Largest file, in megabytes.
pub const MAX_MEGABYTES: usize = 10;
/// What the file dialog offers; the server sniffs the bytes anyway.
pub const ACCEPT: &str = "image/*,.pdf,.doc,.docx,.xls,.xlsx,.txt";

/// What was typed, unparsed, by field name. Comes back unchanged when something is wrong.
#[derive(Debug, Clone, Default)]
pub struct SubmitValues {
    /// Code of an [`Intent`].
    pub intent: String,
    /// Code of the 征集活动 from whose address the form was opened, or empty.
    pub campaign: String,
    pub body: String,
    pub title: String,
    /// Id of a unit, or empty.
    pub unit: String,
    /// Code of an [`IdentityLevel`].
    pub identity: String,
    pub name: String,
    pub phone: String,
    pub email: String,
    pub employer: String,
    /// `yes` when ticked.
    pub consent: String,
    /// `yes` when ticked: may be published, and under the name.
    pub publish: String,
    pub publish_named: String,
    /// Names of the files that were chosen: a browser does not choose them again by itself.
    pub file_names: Vec<String>,
}

/// What a 征集活动 asks, above the form.
#[derive(Debug, Clone)]
pub struct CampaignNote {
    pub code: String,
    pub name: String,
    pub intro: String,
    /// `2026年9月1日至2026年9月30日`
    pub period: String,
    /// Not open today; what is written now is an ordinary suggestion.
    pub is_closed: bool,
}

/// `/submit` and `/c/{code}`. Field names: `campaign intent body title unit identity name phone email employer files
/// consent once csrf`.
#[derive(Debug, Clone, Template)]
#[template(path = "public/submit.html")]
pub struct SubmitPage {
    pub chrome: Chrome,
    pub campaign: Option<CampaignNote>,
    pub errors: ErrorSummary,
    pub intent: FieldView,
    pub body: FieldView,
    pub title: FieldView,
    pub files: FieldView,
    pub unit: FieldView,
    pub identity: FieldView,
    pub name: FieldView,
    pub phone: FieldView,
    pub email: FieldView,
    pub employer: FieldView,
    pub consent: FieldView,
    pub publish: FieldView,
    pub publish_named: FieldView,
    /// Files to choose again after an error.
    pub lost_files: Vec<String>,
    /// A one-time token in the field `once`, so that a form sent twice is registered once; empty
    /// leaves it out.
    pub once: String,
}

impl SubmitPage {
    /// The form with what was typed and what was wrong with it.
    pub fn new(
        chrome: Chrome,
        once: &str,
        values: &SubmitValues,
        errors: &FormErrors,
        units: Vec<ChoiceGroup>,
        campaign: Option<CampaignNote>,
    ) -> Self {
        let m = chrome.messages;
        let intent = FieldView::cards("intent", m.t("submit.intent"), intents(m, &values.intent))
            .required()
            .errors(errors);
        let body = FieldView::textarea("body", m.t("submit.body"), &values.body, 8)
            .hint(m.t("submit.body_hint"))
            .required()
            .max_length(text::BODY_MAX)
            .keeps_draft()
            .errors(errors);
        let title = FieldView::text("title", m.t("submit.title"), &values.title)
            .hint(m.t("submit.title_hint"))
            .max_length(text::TITLE_MAX)
            .proposed_from(&body.id)
            .keeps_draft()
            .errors(errors);
        let max_files = MAX_FILES.to_string();
        let max_megabytes = MAX_MEGABYTES.to_string();
        let files = FieldView::files(
            "files",
            m.t("submit.files"),
            ACCEPT,
            MAX_FILES,
            MAX_MEGABYTES,
        )
        .hint(m.fill("submit.files_hint", &[&max_files, &max_megabytes]))
        .errors(errors);
        let unit =
            FieldView::select_grouped("unit", m.t("submit.unit"), with_none(m, units, values))
                .hint(m.t("submit.unit_hint"))
                .errors(errors);
        let identity = FieldView::cards(
            "identity",
            m.t("submit.identity"),
            levels(m, &values.identity),
        )
        .required()
        .errors(errors);
        let name = FieldView::text("name", m.t("submit.name"), &values.name)
            .max_length(50)
            .autocomplete("name")
            .errors(errors);
        let phone = FieldView::line("tel", "phone", m.t("submit.phone"), &values.phone)
            .hint(m.t("submit.phone_hint"))
            .max_length(30)
            .autocomplete("tel")
            .errors(errors);
        let email = FieldView::line("email", "email", m.t("submit.email"), &values.email)
            .hint(m.t("submit.email_hint"))
            .max_length(120)
            .autocomplete("email")
            .errors(errors);
        let employer = FieldView::text("employer", m.t("submit.employer"), &values.employer)
            .hint(m.t("submit.employer_hint"))
            .max_length(100)
            .autocomplete("organization")
            .errors(errors);
        let agreed = Choice::new("yes", m.t("submit.consent"))
            .note(m.t("submit.consent_note"))
            .selected_if(values.consent == "yes");
        let consent = FieldView::checkboxes("consent", m.t("submit.consent_title"), vec![agreed])
            .required()
            .errors(errors);
        let box_of = |name: &str, title: &str, choice: Choice, value: &str| {
            let choice = choice.selected_if(value == "yes");
            FieldView::checkboxes(name, title, vec![choice]).errors(errors)
        };
        let publish = box_of(
            "publish",
            m.t("submit.publish_title"),
            Choice::new("yes", m.t("submit.publish")).note(m.t("submit.publish_note")),
            &values.publish,
        );
        let publish_named = box_of(
            "publish_named",
            m.t("submit.publish_named_title"),
            Choice::new("yes", m.t("submit.publish_named")),
            &values.publish_named,
        );
        let summary = ErrorSummary::of(
            errors,
            [
                &intent,
                &body,
                &title,
                &files,
                &unit,
                &identity,
                &name,
                &phone,
                &email,
                &employer,
                &consent,
                &publish,
                &publish_named,
            ],
        );
        let lost_files = if errors.is_empty() {
            Vec::new()
        } else {
            values.file_names.clone()
        };
        Self {
            campaign,
            errors: summary,
            intent,
            body,
            title,
            files,
            unit,
            identity,
            name,
            phone,
            email,
            employer,
            consent,
            publish,
            publish_named,
            lost_files,
            once: once.to_owned(),
            chrome,
        }
    }
}

fn intents(m: &Messages, chosen: &str) -> Vec<Choice> {
    let words = |intent| match intent {
        Intent::Suggest => (m.t("intent.suggest"), m.t("intent.suggest_note")),
        Intent::Need => (m.t("intent.need"), m.t("intent.need_note")),
        Intent::Ask => (m.t("intent.ask"), m.t("intent.ask_note")),
        Intent::Report => (m.t("intent.report"), m.t("intent.report_note")),
    };
    Intent::ALL
        .iter()
        .map(|intent| {
            let (label, note) = words(*intent);
            Choice::new(intent.code(), label)
                .note(note)
                .selected_if(chosen == intent.code())
        })
        .collect()
}

fn levels(m: &Messages, chosen: &str) -> Vec<Choice> {
    let words = |level| match level {
        IdentityLevel::Named => (m.t("identity.named"), m.t("identity.named_note")),
        IdentityLevel::Confidential => (
            m.t("identity.confidential"),
            m.t("identity.confidential_note"),
        ),
        IdentityLevel::Anonymous => (m.t("identity.anonymous"), m.t("identity.anonymous_note")),
    };
    IdentityLevel::ALL
        .iter()
        .map(|level| {
            let (label, note) = words(*level);
            Choice::new(level.code(), label)
                .note(note)
                .selected_if(chosen == level.code())
        })
        .collect()
}

/// The unit may be left open: triage knows better.
fn with_none(m: &Messages, units: Vec<ChoiceGroup>, values: &SubmitValues) -> Vec<ChoiceGroup> {
    let none = ChoiceGroup {
        label: String::new(),
        choices: vec![Choice::new("", m.t("submit.unit_none"))],
    };
    let mut groups = vec![none];
    groups.extend(units.into_iter().map(|group| {
        ChoiceGroup {
            label: group.label,
            choices: group
                .choices
                .into_iter()
                .map(|choice| {
                    let chosen = choice.value == values.unit;
                    choice.selected_if(chosen)
                })
                .collect(),
        }
    }));
    groups
}
