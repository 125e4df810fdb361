//! 答复质检 at the signature: what blocks, and what a reason lets pass (DOMAIN 7).

use super::needed;
use crate::gate::GateFinding;
use crate::refusal::Refusal;

/// The reason to record; `None` when the gate has nothing to say.
pub(super) fn pass(
    findings: &[GateFinding],
    override_reason: Option<&str>,
) -> Result<Option<String>, Refusal> {
    if let Some(finding) = findings.iter().find(|f| f.kind.is_blocking()) {
        return Err(Refusal::Rule(format!(
            "答复质检：{}，不能发出。{}",
            finding.kind.label(),
            finding.reason
        )));
    }
    if findings.is_empty() {
        return Ok(None);
    }
    needed(
        "override_reason",
        "理由",
        override_reason.unwrap_or_default(),
    )
    .map(Some)
    .map_err(|_empty| Refusal::Invalid {
        field: "override_reason",
        message: format!(
            "答复质检发现：{}。请退回修改，或写明仍然发出的理由",
            named(findings)
        ),
    })
}

fn named(findings: &[GateFinding]) -> String {
    let mut labels: Vec<&str> = Vec::new();
    for finding in findings {
        let label = finding.kind.label();
        if !labels.contains(&label) {
            labels.push(label);
        }
    }
    labels.join("、")
}
