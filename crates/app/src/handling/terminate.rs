//! 终止: the lead asks, triage approves, the submitter is told.

use huiyin_workflow::Action;

use super::form::{ActionForm, FieldSpec};
use crate::error::AppError;

pub(super) fn fields() -> Vec<FieldSpec> {
    vec![
        FieldSpec::words("reason", "终止的理由"),
        FieldSpec::words("explanation", "给建议人的说明").hint("核准之后，建议人会看到这段话"),
    ]
}

pub(super) fn parse(form: &ActionForm) -> Result<Action, AppError> {
    Ok(Action::ProposeTermination {
        reason: form.needed("reason", "终止的理由")?,
        explanation: form.needed("explanation", "给建议人的说明")?,
    })
}
