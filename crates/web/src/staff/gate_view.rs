//! From what the gate saw to the section of the page.

use huiyin_app::desk::SuggestionView;
use huiyin_app::handling::ReplyCheck;
use huiyin_core::{GateFindingKind, ReplyKind};
use huiyin_workflow::GateFinding;
use huiyin_workflow::gate::KeyTerm;

use crate::pages::action::ActionForm;
use crate::pages::chrome::Tone;
use crate::pages::gate::{GateFindingView, GateSideView, GateTermView, GateView};
use crate::pages::parts::Badge;

/// `reply`: the texts that were looked at. `advice` is said to a writer whose draft waits to be
/// sent once more.
pub(super) fn gate_view(
    view: &SuggestionView,
    check: &ReplyCheck,
    reply: String,
    advice: &str,
    actions: &[ActionForm],
) -> GateView {
    let commitment = commitment_href(actions);
    let mut question = format!("{}\n{}", view.text.title, view.text.body);
    for supplement in &view.supplements {
        question.push('\n');
        question.push_str(&supplement.body);
    }
    GateView {
        advice: advice.to_owned(),
        findings: check
            .findings
            .iter()
            .map(|finding| finding_view(finding, check.kind, &commitment))
            .collect(),
        sides: vec![
            GateSideView {
                title: "来件问了什么".to_owned(),
                missing: "答复未提到".to_owned(),
                terms: terms(&check.terms.asked),
                text: question,
            },
            GateSideView {
                title: "答复说了什么".to_owned(),
                missing: "来件未提到".to_owned(),
                terms: terms(&check.terms.covered),
                text: reply,
            },
        ],
    }
}

fn finding_view(finding: &GateFinding, kind: ReplyKind, commitment: &str) -> GateFindingView {
    let title = match finding.point {
        None => finding.kind.label().to_owned(),
        Some(no) => format!("{}（诉求点 {no}）", finding.kind.label()),
    };
    let weight = match (kind, finding.kind.is_blocking()) {
        (ReplyKind::Final, true) => Badge::new("不能发出", Tone::Bad),
        (ReplyKind::Final, false) => Badge::new("发出须写明理由", Tone::Warn),
        (ReplyKind::Interim, true | false) => Badge::new("供参考", Tone::Neutral),
    };
    let named = match finding.kind {
        GateFindingKind::OffPoint => "来件提到而答复没有的",
        GateFindingKind::Unanswered => "没有答复的诉求点",
        GateFindingKind::Canned
        | GateFindingKind::InterimAsFinal
        | GateFindingKind::UntrackedPromise => "所指的文字",
    };
    let href = match finding.kind {
        GateFindingKind::UntrackedPromise => commitment.to_owned(),
        GateFindingKind::Unanswered
        | GateFindingKind::OffPoint
        | GateFindingKind::Canned
        | GateFindingKind::InterimAsFinal => String::new(),
    };
    GateFindingView {
        title,
        weight,
        reason: format!("{}。", finding.reason.trim_end_matches('。')),
        evidence: if finding.evidence.is_empty() {
            String::new()
        } else {
            format!("{named}：{}", finding.evidence.join("、"))
        },
        href,
        href_label: "去登记承诺".to_owned(),
    }
}

/// The field in which a promise becomes a commitment, if its form stands on the page.
fn commitment_href(actions: &[ActionForm]) -> String {
    actions
        .iter()
        .flat_map(|action| &action.fields)
        .find(|field| field.name == "commitment")
        .map(|field| format!("#{}", field.anchor()))
        .unwrap_or_default()
}

fn terms(from: &[KeyTerm]) -> Vec<GateTermView> {
    from.iter()
        .map(|term| GateTermView {
            text: term.text.clone(),
            is_shared: term.is_shared,
        })
        .collect()
}
