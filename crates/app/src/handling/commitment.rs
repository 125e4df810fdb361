//! 兑现承诺: the submitter is answered again.

use huiyin_core::{ObligationKind, time};
use huiyin_workflow::{Action, Suggestion};

use super::form::{ActionForm, Choice, FieldKind, FieldSpec};
use crate::error::AppError;

pub(super) fn fields(suggestion: &Suggestion) -> Vec<FieldSpec> {
    let open: Vec<Choice> = suggestion
        .open_obligations()
        .filter(|o| o.kind == ObligationKind::Commitment)
        .map(|o| {
            let day = time::due_date(o.due_at);
            let promise = suggestion
                .issued_replies()
                .filter_map(|r| r.content.outcome.as_ref()?.commitment.as_ref())
                .find(|p| p.due_on == day);
            let text = promise.map_or("承诺事项", |p| p.text.as_str());
            Choice::new(
                o.no.to_string(),
                format!("{text}（{}前）", time::chinese_date(day)),
            )
        })
        .collect();
    let first = open.first().map(|c| c.value.clone()).unwrap_or_default();
    vec![
        FieldSpec::new("no", "承诺", FieldKind::Radio(open))
            .required()
            .value(first),
        FieldSpec::words("text", "兑现情况").hint("建议人会看到这段话"),
    ]
}

pub(super) fn parse(form: &ActionForm) -> Result<Action, AppError> {
    Ok(Action::FulfilCommitment {
        no: form.id("no", "承诺")?,
        text: form.needed("text", "兑现情况")?,
    })
}
