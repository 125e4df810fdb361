//! 拆分诉求点.

use huiyin_workflow::{Action, Suggestion};

use super::accept;
use super::form::{ActionForm, FieldKind, FieldSpec};
use crate::error::AppError;

/// The points as they are now, to be cut further.
pub(super) fn fields(suggestion: &Suggestion) -> Vec<FieldSpec> {
    let present: Vec<&str> = suggestion
        .points
        .iter()
        .map(|point| point.summary.as_str())
        .filter(|summary| !summary.is_empty())
        .collect();
    vec![
        FieldSpec::new("points", "诉求点", FieldKind::TextArea { rows: 5 })
            .required()
            .hint("来件有几个问题就写几行，每行一个，至少两个；建议人看得到。每一点都要分别答复。")
            .value(present.join("\n")),
    ]
}

pub(super) fn parse(form: &ActionForm) -> Result<Action, AppError> {
    Ok(Action::SplitPoints {
        points: accept::points(form)?,
    })
}
