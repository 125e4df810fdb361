//! 审签发出: what went out, and over which findings of the gate.

use huiyin_workflow::IssuedFinding;

/// `正式答复；质检发现：答非所问（诉求点 2）；仍然发出的理由：……`
pub(super) fn issued(
    is_final: bool,
    findings: &[IssuedFinding],
    override_reason: Option<&str>,
) -> String {
    let mut words = if is_final {
        "正式答复"
    } else {
        "阶段性答复"
    }
    .to_owned();
    if !findings.is_empty() {
        let named: Vec<String> = findings.iter().map(named).collect();
        words.push_str(&format!("；质检发现：{}", named.join("、")));
    }
    if let Some(reason) = override_reason {
        words.push_str(&format!("；仍然发出的理由：{reason}"));
    }
    words
}

fn named(finding: &IssuedFinding) -> String {
    match finding.point {
        None => finding.kind.label().to_owned(),
        Some(no) => format!("{}（诉求点 {no}）", finding.kind.label()),
    }
}
