//! Made-up values for the pages of the routing rules.

use super::pages::action::ActionForm;
use super::pages::chrome::Tone;
use super::pages::desk::routing::{
    RoutedRow, RoutingDryRunPage, RoutingFigureRow, RoutingPage, RoutingRulePage, RoutingRuleRow,
    RoutingVersionRow,
};
use super::pages::field::FieldView;
use super::pages::parts::Badge;
use super::pages::urls;
use super::{chrome, put, units};

fn list(taint: &str) -> RoutingPage {
    let row = |state, is_unit_gone| RoutingRuleRow {
        href: "/desk/routing/rules/topic-pay".into(),
        label: format!("劳动报酬{taint}"),
        when: format!("类别：劳动报酬；所在地：港湾区总工会{taint}"),
        unit: format!("权益保障部{taint}"),
        is_unit_gone,
        priority: "200".into(),
        state,
    };
    RoutingPage {
        chrome: chrome(taint, "分办规则", urls::ROUTING),
        done: format!("规则“劳动报酬{taint}”第 2 版已经保存。"),
        rows: vec![
            row(Badge::new("启用", Tone::Good), false),
            row(Badge::new("已停用", Tone::Neutral), true),
        ],
    }
}

fn rule(taint: &str) -> RoutingRulePage {
    RoutingRulePage {
        chrome: chrome(taint, "分办规则", urls::ROUTING),
        title: format!("分办规则：劳动报酬{taint}"),
        form: ActionForm::new("rule", "试算", urls::ROUTING_PREVIEW, "csrf-token")
            .field(FieldView::text("label", "名称", "劳动报酬").required())
            .field(FieldView::select_grouped("unit", "主办单位", units(taint)).required()),
        versions: vec![RoutingVersionRow {
            version: "第 1 版".into(),
            effective_from: "2026年1月1日".into(),
            what: format!("类别：劳动报酬{taint} → 权益保障部，优先级 200"),
            by: "出厂配置".into(),
            reason: format!("出厂配置{taint}"),
        }],
    }
}

fn dry_run(taint: &str, is_change: bool) -> RoutingDryRunPage {
    let row = |name: &str| RoutingFigureRow {
        name: format!("{name}{taint}"),
        old: "54/120（45.0%）".into(),
        new: format!("66/120（55.0%）{taint}"),
    };
    RoutingDryRunPage {
        chrome: chrome(taint, "分办规则试算", urls::ROUTING),
        title: format!("试算：劳动报酬{taint}"),
        summary: "2026年10月收到 130 件。若按修改后的规则：12 件适用这条规则，9 件的建议有变化。"
            .into(),
        is_change,
        changes: if is_change {
            vec![row("主办单位")]
        } else {
            Vec::new()
        },
        confirm: is_change
            .then(|| ActionForm::new("confirm", "保存规则", urls::ROUTING_CONFIRM, "csrf-token")),
        month: if is_change {
            Vec::new()
        } else {
            vec![FieldView::text("month", "月份", "2026-10")]
        },
        figures: vec![row("首派准确率")],
        rules: vec![row("劳动报酬 → 权益保障部")],
        list_title: "建议有变化的来件".into(),
        cut: "共 230 件，列出前 200 件。".into(),
        rows: vec![
            RoutedRow {
                ticket_no: "GH2026-000123".into(),
                href: "/desk/suggestions/123".into(),
                title: format!("宿舍热水晚上十点就停{taint}"),
                old: "征集办（兜底）".into(),
                new: format!("权益保障部{taint}"),
                actual: "权益保障部".into(),
            },
            RoutedRow {
                ticket_no: "GH2026-000124".into(),
                href: String::new(),
                title: String::new(),
                old: "征集办（兜底）".into(),
                new: "权益保障部、港湾区总工会（由分办员选）".into(),
                actual: "尚未分办".into(),
            },
        ],
    }
}

pub(super) fn all(taint: &str, out: &mut Vec<(String, String)>) {
    put(out, "routing", &list(taint));
    put(out, "routing_rule", &rule(taint));
    put(out, "routing_dry_run", &dry_run(taint, false));
    put(out, "routing_preview", &dry_run(taint, true));
}
