//! 登记: a phone call or a paper letter becomes a suggestion, by keyboard, in under a minute.

use askama::Template;
use huiyin_core::text;

use crate::pages::chrome::Chrome;
use crate::pages::errors::ErrorSummary;
use crate::pages::field::{Choice, ChoiceGroup, FieldView, FormErrors};
use crate::pages::parts::{DueView, LinkView};
use crate::pages::public::submit;
use crate::pages::qr::Svg;
use crate::pages::urls;

/// What was typed, unparsed, by field name.
#[derive(Debug, Clone, Default)]
pub struct RegisterValues {
    /// Code of a channel; phone unless told.
    pub channel: String,
    /// `2026-09-25T14:03`, the moment of the call or the arrival of the letter.
    pub received_at: String,
    pub body: String,
    pub title: String,
    /// Code of a kind.
    pub kind: String,
    /// Id of a topic, or empty.
    pub topic: String,
    /// Id of a unit, or empty.
    pub unit: String,
    /// Code of an identity level.
    pub identity: String,
    pub name: String,
    pub phone: String,
    pub email: String,
    pub employer: String,
    /// Number given by another system, for 转办.
    pub external_no: String,
}

/// What can be chosen; each list with the default marked by the value typed or preset.
#[derive(Debug, Clone, Default)]
pub struct RegisterChoices {
    pub channels: Vec<Choice>,
    pub kinds: Vec<Choice>,
    pub topics: Vec<Choice>,
    pub units: Vec<ChoiceGroup>,
    pub identities: Vec<Choice>,
}

/// `/desk/register`. Field names are those of [`RegisterValues`], and `files`, `once`, `csrf`.
/// Two buttons: `then=show` opens the receipt, `then=next` keeps registering.
#[derive(Debug, Clone, Template)]
#[template(path = "desk/register.html")]
pub struct RegisterPage {
    pub chrome: Chrome,
    pub errors: ErrorSummary,
    pub channel: FieldView,
    pub received_at: FieldView,
    pub body: FieldView,
    pub title: FieldView,
    pub kind: FieldView,
    pub topic: FieldView,
    pub unit: FieldView,
    pub identity: FieldView,
    pub name: FieldView,
    pub phone: FieldView,
    pub email: FieldView,
    pub employer: FieldView,
    pub external_no: FieldView,
    pub files: FieldView,
    /// A one-time token in the field `once`, so that a form sent twice is registered once.
    pub once: String,
    /// What was registered just before with 'next'; empty at first.
    pub registered: Vec<LinkView>,
}

impl RegisterPage {
    /// The form with what was typed and what was wrong with it.
    pub fn new(
        chrome: Chrome,
        once: &str,
        values: &RegisterValues,
        errors: &FormErrors,
        choices: RegisterChoices,
    ) -> Self {
        let channel = FieldView::radios(
            "channel",
            "来件渠道",
            marked(choices.channels, &values.channel),
        )
        .required()
        .access_key("q")
        .errors(errors);
        let received_at = FieldView::line(
            "datetime-local",
            "received_at",
            "收到时间",
            &values.received_at,
        )
        .required()
        .errors(errors);
        let body = FieldView::textarea("body", "来件内容", &values.body, 6)
            .hint("按来件人原意记录，原文登记后不再改动。")
            .required()
            .max_length(text::BODY_MAX)
            .access_key("n")
            .autofocus()
            .keeps_draft()
            .errors(errors);
        let title = FieldView::text("title", "标题", &values.title)
            .hint("留空则取内容的第一句。")
            .max_length(text::TITLE_MAX)
            .proposed_from(&body.id)
            .keeps_draft()
            .access_key("b")
            .errors(errors);
        let kind = FieldView::select("kind", "件类", marked(choices.kinds, &values.kind))
            .required()
            .access_key("k")
            .errors(errors);
        let topic = FieldView::select("topic", "主题", marked(choices.topics, &values.topic))
            .access_key("z")
            .errors(errors);
        let groups = choices
            .units
            .into_iter()
            .map(|group| ChoiceGroup {
                label: group.label,
                choices: marked(group.choices, &values.unit),
            })
            .collect();
        let unit = FieldView::select_grouped("unit", "涉及单位", groups).errors(errors);
        let identity = FieldView::radios(
            "identity",
            "身份",
            marked(choices.identities, &values.identity),
        )
        .hint("匿名件不保存姓名和联系方式。")
        .required()
        .errors(errors);
        let name = FieldView::text("name", "姓名", &values.name)
            .max_length(50)
            .autocomplete("off")
            .access_key("x")
            .errors(errors);
        let phone = FieldView::line("tel", "phone", "电话", &values.phone)
            .max_length(30)
            .autocomplete("off")
            .errors(errors);
        let email = FieldView::line("email", "email", "邮箱", &values.email)
            .max_length(120)
            .autocomplete("off")
            .errors(errors);
        let employer = FieldView::text("employer", "工作单位", &values.employer)
            .max_length(100)
            .autocomplete("off")
            .errors(errors);
        let external_no = FieldView::text("external_no", "外部编号", &values.external_no)
            .hint("上级或热线转办件的编号，同一编号只登记一次。")
            .max_length(100)
            .autocomplete("off")
            .errors(errors);
        let files = FieldView::files(
            "files",
            "附件（信件扫描件、照片）",
            submit::ACCEPT,
            submit::MAX_FILES,
            submit::MAX_MEGABYTES,
        )
        .errors(errors);
        let summary = ErrorSummary::of(
            errors,
            [
                &channel,
                &received_at,
                &body,
                &title,
                &kind,
                &topic,
                &unit,
                &identity,
                &name,
                &phone,
                &email,
                &employer,
                &external_no,
                &files,
            ],
        );
        Self {
            chrome,
            errors: summary,
            channel,
            received_at,
            body,
            title,
            kind,
            topic,
            unit,
            identity,
            name,
            phone,
            email,
            employer,
            external_no,
            files,
            once: once.to_owned(),
            registered: Vec::new(),
        }
    }
}

/// Marks the choice with that value.
fn marked(choices: Vec<Choice>, value: &str) -> Vec<Choice> {
    choices
        .into_iter()
        .map(|choice| {
            let chosen = choice.value == value;
            choice.selected_if(chosen)
        })
        .collect()
}

/// What to tell the caller: number and query code, once.
#[derive(Debug, Clone, Template)]
#[template(path = "desk/registered.html")]
pub struct RegisteredPage {
    pub chrome: Chrome,
    pub ticket_no: String,
    /// `7K3M-9QXT-4R2A-P0WD`
    pub code: String,
    /// Each group with its characters apart, for reading aloud: `7、K、3、M`.
    pub spoken: Vec<String>,
    pub qr: Option<Svg>,
    pub title: String,
    pub received_at: String,
    pub due: DueView,
    pub suggestion_href: String,
    pub track_url: String,
}
