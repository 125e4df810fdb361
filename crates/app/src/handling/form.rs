//! Forms of actions: what a page must ask, and how the answers become an action.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use huiyin_core::StaffActor;
use huiyin_core::text::tidy;
use huiyin_workflow::{Action, ActionKind, Suggestion};

use super::{
    accept, acknowledge, assign, close, decline, draft_reply, note, sign_off, supplement, support,
};
use crate::application::App;
use crate::error::AppError;

/// Longest text of a field, in characters.
const TEXT_MAX: usize = 10_000;

/// The fields of a posted form, exactly as typed; a page shows them again when something is wrong.
#[derive(Debug, Clone, Default)]
pub struct ActionForm(BTreeMap<String, Vec<String>>);

impl ActionForm {
    pub fn new(pairs: impl IntoIterator<Item = (String, String)>) -> Self {
        let mut fields: BTreeMap<String, Vec<String>> = BTreeMap::new();
        for (name, value) in pairs {
            fields.entry(name).or_default().push(value);
        }
        Self(fields)
    }

    /// The first value of a field, exactly as typed; empty when absent.
    pub fn raw(&self, name: &str) -> &str {
        self.0
            .get(name)
            .and_then(|values| values.first())
            .map_or("", String::as_str)
    }

    /// Every (name, value) as typed.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &str)> {
        self.0
            .iter()
            .flat_map(|(name, values)| values.iter().map(|v| (name.as_str(), v.as_str())))
    }

    /// All values of a field.
    pub fn all(&self, name: &str) -> &[String] {
        self.0.get(name).map_or(&[], Vec::as_slice)
    }

    /// The text of a field, tidied.
    pub(super) fn text(&self, name: &'static str) -> Result<String, AppError> {
        let text = tidy(self.raw(name));
        let found = text.chars().count();
        if found > TEXT_MAX {
            return Err(AppError::invalid(
                name,
                format!("最多 {TEXT_MAX} 字，现有 {found} 字"),
            ));
        }
        Ok(text)
    }

    /// An id chosen from a list.
    pub(super) fn id<T: std::str::FromStr>(
        &self,
        name: &'static str,
        what: &str,
    ) -> Result<T, AppError> {
        self.raw(name)
            .trim()
            .parse()
            .map_err(|_typed| AppError::invalid(name, format!("请选择{what}")))
    }

    /// A date as browsers send it.
    pub(super) fn date(&self, name: &'static str) -> Result<Option<NaiveDate>, AppError> {
        let text = self.raw(name).trim();
        if text.is_empty() {
            return Ok(None);
        }
        NaiveDate::parse_from_str(text, "%Y-%m-%d")
            .map(Some)
            .map_err(|_typed| AppError::invalid(name, "日期请写成 2026-09-30 的样子"))
    }
}

/// One choice of a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Choice {
    pub value: String,
    pub label: String,
    /// Heading under which it stands, if the list is grouped.
    pub group: Option<String>,
}

impl Choice {
    pub fn new(value: impl Into<String>, label: impl Into<String>) -> Self {
        Self {
            value: value.into(),
            label: label.into(),
            group: None,
        }
    }

    #[must_use]
    pub fn grouped(mut self, group: impl Into<String>) -> Self {
        self.group = Some(group.into());
        self
    }
}

/// How a field is asked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum FieldKind {
    Text,
    TextArea { rows: u8 },
    Select(Vec<Choice>),
    Radio(Vec<Choice>),
    CheckBoxes(Vec<Choice>),
    Date,
}

/// One field of a form.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FieldSpec {
    pub name: String,
    pub label: String,
    pub hint: String,
    pub kind: FieldKind,
    pub is_required: bool,
    /// Value before anybody typed; several for check boxes.
    pub values: Vec<String>,
}

impl FieldSpec {
    pub(super) fn new(name: impl Into<String>, label: impl Into<String>, kind: FieldKind) -> Self {
        Self {
            name: name.into(),
            label: label.into(),
            hint: String::new(),
            kind,
            is_required: false,
            values: Vec::new(),
        }
    }

    #[must_use]
    pub(super) const fn required(mut self) -> Self {
        self.is_required = true;
        self
    }

    #[must_use]
    pub(super) fn hint(mut self, hint: impl Into<String>) -> Self {
        self.hint = hint.into();
        self
    }

    #[must_use]
    pub(super) fn value(mut self, value: impl Into<String>) -> Self {
        self.values = vec![value.into()];
        self
    }
}

/// A form that a page shows for an action that is available now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FormSpec {
    pub action: ActionKind,
    /// What happens when it is sent, in one sentence.
    pub explanation: String,
    pub fields: Vec<FieldSpec>,
}

/// The form of an action on a suggestion. Actions of submitters and of the system have none.
pub async fn spec(
    app: &App,
    suggestion: &Suggestion,
    kind: ActionKind,
    actor: &StaffActor,
) -> Result<Option<FormSpec>, AppError> {
    let form = |explanation: &str, fields| {
        Some(FormSpec {
            action: kind,
            explanation: explanation.to_owned(),
            fields,
        })
    };
    Ok(match kind {
        ActionKind::Accept => form(
            "确认件类、类别和诉求点后受理。系统会通知建议人。",
            accept::fields(app, suggestion).await?,
        ),
        ActionKind::AskSupplement => form(
            "一次列清需要补充的内容。补正期间受理时限停表，只能要求一次。",
            supplement::fields(),
        ),
        ActionKind::ProposeDecline => form(
            "说明理由和应当去哪里。须经另一人核准后才告知建议人。",
            decline::fields(app),
        ),
        ActionKind::ConfirmDecline => form("核准后立即告知建议人，事项结束。", Vec::new()),
        ActionKind::RejectDecline => form(
            "不同意的，事项回到待受理，受理时限不变。",
            decline::reject_fields(),
        ),
        ActionKind::Assign => form(
            "确定一个主办单位，可有若干协办单位。答复时限从分办起算。",
            assign::fields(app, suggestion),
        ),
        ActionKind::Acknowledge => form(
            "签收并指定承办人。",
            acknowledge::fields(app, suggestion, actor).await?,
        ),
        ActionKind::GiveSupport => form("意见交给主办单位，由其统一答复。", support::fields()),
        ActionKind::DraftReply => form(
            "逐个诉求点答复。提交后由负责人审签发出。",
            draft_reply::fields(app, suggestion),
        ),
        ActionKind::ReturnDraft => form("退回承办人修改。", sign_off::return_fields()),
        ActionKind::SignOff => form("审签后答复立即发出，建议人凭查询码可见。", Vec::new()),
        ActionKind::Close => form("确认结果和采纳情况后办结。", Vec::new()),
        ActionKind::Rate => form("回访时代建议人记录评价。", close::rate_fields()),
        ActionKind::Note => form("内部备注，建议人看不到。", note::fields()),
        ActionKind::Supplement
        | ActionKind::LapseSupplement
        | ActionKind::LapseRating
        | ActionKind::Withdraw => None,
    })
}

/// Turns the answers into an action.
///
/// # Errors
/// [`AppError::Invalid`] naming the field; what was typed is still in the form.
pub async fn parse(
    app: &App,
    suggestion: &Suggestion,
    kind: ActionKind,
    form: &ActionForm,
) -> Result<Action, AppError> {
    match kind {
        ActionKind::Accept => accept::parse(app, form),
        ActionKind::AskSupplement => supplement::parse(form),
        ActionKind::ProposeDecline => decline::parse(app, form),
        ActionKind::ConfirmDecline => Ok(Action::ConfirmDecline),
        ActionKind::RejectDecline => decline::parse_reject(form),
        ActionKind::Assign => assign::parse(app, form),
        ActionKind::Acknowledge => acknowledge::parse(app, suggestion, form).await,
        ActionKind::GiveSupport => support::parse(form),
        ActionKind::DraftReply => draft_reply::parse(suggestion, form),
        ActionKind::ReturnDraft => sign_off::parse_return(form),
        ActionKind::SignOff => Ok(Action::SignOff),
        ActionKind::Close => Ok(Action::Close),
        ActionKind::Rate => close::parse_rate(form),
        ActionKind::Note => note::parse(form),
        ActionKind::Supplement
        | ActionKind::LapseSupplement
        | ActionKind::LapseRating
        | ActionKind::Withdraw => Err(AppError::Forbidden("这个操作不在办理页面进行".to_owned())),
    }
}
