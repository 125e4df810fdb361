//! From the forms that the use cases describe to the forms of the page.

use huiyin_app::handling::{
    self, ActionForm as Answers, FieldKind, FieldSpec, FormSpec, ReplyCheck,
};
use huiyin_core::SuggestionId;
use huiyin_workflow::ActionKind;

use crate::pages::action::ActionForm;
use crate::pages::chrome::Tone;
use crate::pages::field::{Choice, ChoiceGroup, FieldView, FormErrors};
use crate::pages::urls;

/// An answer that did not go through: which form, what was typed, what was wrong.
pub(super) struct Failed<'a> {
    pub(super) action: ActionKind,
    pub(super) answers: &'a Answers,
    pub(super) errors: FormErrors,
    /// Nothing is wrong: the writer is shown what the gate saw, and sends it again.
    pub(super) advice: Option<ReplyCheck>,
}

impl<'a> Failed<'a> {
    pub(super) fn advised(action: ActionKind, answers: &'a Answers, check: ReplyCheck) -> Self {
        Self {
            action,
            answers,
            errors: FormErrors::default(),
            advice: Some(check),
        }
    }

    /// The texts of the fields whose names begin so, one below the other.
    pub(super) fn typed(&self, prefix: &str) -> String {
        let texts: Vec<&str> = self
            .answers
            .iter()
            .filter(|(name, _)| name.starts_with(prefix))
            .map(|(_, text)| text)
            .collect();
        texts.join("\n")
    }
}

/// The form of an action with its fields, prefilled or as typed.
pub(super) fn action_form(
    spec: &FormSpec,
    id: SuggestionId,
    revision: i64,
    csrf: &str,
    is_next: bool,
    failed: Option<&Failed<'_>>,
) -> ActionForm {
    let url = urls::suggestion_action(id, spec.action.code());
    let mut form = ActionForm::folded(spec.action.code(), spec.action.label(), &url, csrf)
        .explain(spec.explanation.clone())
        .tone(tone(spec.action))
        .field(FieldView::hidden("revision", &revision.to_string()));
    for field in &spec.fields {
        form = form.field(field_view(field, failed.map(|f| f.answers)));
    }
    if let Some(failed) = failed {
        if let Some(check) = &failed.advice {
            form = form
                .field(FieldView::hidden(handling::SEEN, &check.seen))
                .submit("仍然提交");
        }
        form = form.errors(&failed.errors);
    }
    if is_next { form.open() } else { form }
}

const fn tone(action: ActionKind) -> Tone {
    match action {
        ActionKind::Accept
        | ActionKind::Assign
        | ActionKind::Acknowledge
        | ActionKind::GiveSupport
        | ActionKind::DraftReply
        | ActionKind::SignOff
        | ActionKind::Close
        | ActionKind::GrantExtension
        | ActionKind::FollowUp
        | ActionKind::FulfilCommitment
        | ActionKind::Publish
        | ActionKind::AnswerSupervision
        | ActionKind::AnswerDirective
        | ActionKind::TellAcceptance
        | ActionKind::AssignReview
        | ActionKind::ConcludeReview
        | ActionKind::Assess
        | ActionKind::ReportEffect
        | ActionKind::ApproveAward => Tone::Good,
        ActionKind::ProposeDecline
        | ActionKind::ConfirmDecline
        | ActionKind::SendBack
        | ActionKind::Unpublish
        | ActionKind::Redo
        | ActionKind::ProposeTermination
        | ActionKind::ApproveTermination => Tone::Bad,
        ActionKind::AskSupplement
        | ActionKind::Supplement
        | ActionKind::LapseSupplement
        | ActionKind::RejectDecline
        | ActionKind::ReturnDraft
        | ActionKind::Rate
        | ActionKind::LapseRating
        | ActionKind::Withdraw
        | ActionKind::GiveConsent
        | ActionKind::WithdrawConsent
        | ActionKind::Archive
        | ActionKind::RequestSendBack
        | ActionKind::AskRuling
        | ActionKind::Rule
        | ActionKind::Reassign
        | ActionKind::ProposeMerge
        | ActionKind::RefuseMerge
        | ActionKind::Merge
        | ActionKind::TakeChild
        | ActionKind::AnswerChild
        | ActionKind::ReleaseChild
        | ActionKind::FollowParent
        | ActionKind::Unmerge
        | ActionKind::SplitPoints
        | ActionKind::Split
        | ActionKind::AskSupport
        | ActionKind::AddSupport
        | ActionKind::RefuseSupport
        | ActionKind::AskExtension
        | ActionKind::RefuseExtension
        | ActionKind::ChangeHandler
        | ActionKind::Recuse
        | ActionKind::NameAccused
        | ActionKind::HandOver
        | ActionKind::ReleaseHandler
        | ActionKind::Supervise
        | ActionKind::LiftSupervision
        | ActionKind::Direct
        | ActionKind::Shelve
        | ActionKind::Unshelve
        | ActionKind::RefuseTermination
        | ActionKind::MarkUrgent
        | ActionKind::UnmarkUrgent
        | ActionKind::ExplainOverdue
        | ActionKind::AskReview
        | ActionKind::LapseReviewWindow
        | ActionKind::MarkMajor
        | ActionKind::ProposeAward
        | ActionKind::RefuseAward
        | ActionKind::MoveDue
        | ActionKind::Note
        | ActionKind::ProposeExclusion
        | ActionKind::ApproveExclusion
        | ActionKind::RefuseExclusion
        | ActionKind::MarkRepeat => Tone::Neutral,
    }
}

fn field_view(spec: &FieldSpec, answers: Option<&Answers>) -> FieldView {
    let typed: Vec<String> = match answers {
        Some(answers) => answers.all(&spec.name).to_vec(),
        None => spec.values.clone(),
    };
    let first = typed.first().cloned().unwrap_or_default();
    let choices = |list: &[handling::Choice]| -> Vec<Choice> {
        list.iter().map(|c| choice(c, &typed)).collect()
    };
    let field = match &spec.kind {
        FieldKind::Text => FieldView::text(&spec.name, &spec.label, &first),
        FieldKind::TextArea { rows } => {
            FieldView::textarea(&spec.name, &spec.label, &first, u16::from(*rows))
        }
        FieldKind::Date => FieldView::date(&spec.name, &spec.label, &first),
        FieldKind::Radio(list) => FieldView::radios(&spec.name, &spec.label, choices(list)),
        FieldKind::CheckBoxes(list) => {
            FieldView::checkboxes(&spec.name, &spec.label, choices(list))
        }
        FieldKind::Select(list) => {
            FieldView::select_grouped(&spec.name, &spec.label, grouped(list, &typed))
        }
    };
    let field = field.hint(spec.hint.clone());
    if spec.is_required {
        field.required()
    } else {
        field
    }
}

fn choice(from: &handling::Choice, chosen: &[String]) -> Choice {
    Choice::new(from.value.clone(), from.label.clone()).selected_if(chosen.contains(&from.value))
}

fn grouped(list: &[handling::Choice], chosen: &[String]) -> Vec<ChoiceGroup> {
    let mut groups: Vec<ChoiceGroup> = Vec::new();
    for from in list {
        let label = from.group.clone().unwrap_or_default();
        match groups.last_mut().filter(|g| g.label == label) {
            Some(group) => group.choices.push(choice(from, chosen)),
            None => groups.push(ChoiceGroup {
                label,
                choices: vec![choice(from, chosen)],
            }),
        }
    }
    groups
}
