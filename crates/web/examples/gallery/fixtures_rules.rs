//! 时限规则 and their change.

use super::desk::chrome;
use super::pages;
use super::put;
use pages::action::ActionForm;
use pages::desk::calendar_import::DueRow;
use pages::desk::rules::{ChangeRow, ProcedureRow, RuleRow, RulesPage, RulesPreviewPage};
use pages::field::FieldView;
use pages::urls;

fn rules(taint: &str) -> RulesPage {
    let row = |limit: &str, holds: &str, is_in_force| RuleRow {
        obligation: "答复".into(),
        applies_to: format!("投诉、紧急件{taint}"),
        limit: limit.into(),
        label: format!("答复（投诉）{taint}"),
        version: "reply.complaint.urgent@2026-09.3".into(),
        holds: holds.into(),
        is_in_force,
        edit: if is_in_force {
            "/desk/rules?rule=reply/complaint///yes#action-rule".into()
        } else {
            String::new()
        },
    };
    RulesPage {
        chrome: chrome(taint, "时限规则", urls::CALENDAR),
        done: format!("已经保存：时限规则 reply 自2026年9月2日起为7个工作日。{taint}"),
        forms: vec![
            ActionForm::folded(
                "rule",
                "新增规则或新版本",
                urls::RULES_PREVIEW,
                "csrf-token",
            )
            .field(FieldView::text("amount", "数量", taint)),
        ],
        rules: vec![
            row("15个工作日", "2000年1月1日至2026年9月1日", false),
            row("7个工作日", "2026年9月2日起", true),
        ],
        procedure: vec![
            "退回，自分办起 2个工作日".into(),
            format!("到期日 24:00 截止{taint}"),
        ],
        procedures: vec![ProcedureRow {
            from: "2026年9月3日".into(),
            version: "4".into(),
            lines: vec![format!("退回，自分办起 3个工作日{taint}")],
        }],
        changes: vec![ChangeRow {
            no: "3".into(),
            at: "2026-09-01 09:00".into(),
            who: format!("孙管理{taint}"),
            what: format!("时限规则 reply 自2026年9月2日起为7个工作日{taint}"),
            reason: format!("工会发〔2026〕9号{taint}"),
        }],
    }
}

fn preview(taint: &str) -> RulesPreviewPage {
    let row = |to: &str, note: String| DueRow {
        ticket_no: format!("GH2026-000123{taint}"),
        kind: "答复".into(),
        unit: format!("权益保障部{taint}"),
        from: "2026年9月15日".into(),
        to: to.to_owned(),
        note,
    };
    RulesPreviewPage {
        chrome: chrome(taint, "修改预览", urls::CALENDAR),
        what: format!("增加停办日：权益保障部因台风“梅花”于2026年9月10日停办{taint}"),
        summary: "确认后调整 1 项未了的时限，答复时限有变化的会通知建议人。".into(),
        warnings: vec![format!("停办的日期已经过去。{taint}")],
        moved: vec![row("2026年9月16日", String::new())],
        unmoved: vec![row("", format!("转办件的办结时限更早，以其为准{taint}"))],
        confirm: ActionForm::new("confirm", "确认修改", urls::RULES_CONFIRM, "csrf-token"),
        back: urls::CALENDAR.into(),
    }
}

/// Both pages.
pub(super) fn all(taint: &str, out: &mut Vec<(String, String)>) {
    put(out, "rules", &rules(taint));
    put(out, "rules_preview", &preview(taint));
}
