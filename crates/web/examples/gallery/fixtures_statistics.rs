//! Made-up values for the pages of 统计.

use super::pages;
use super::{organisation, put, staff};
use huiyin_core::Status;
use pages::chrome::{Chrome, Tone};
use pages::desk::statistics::{
    CellView, League, LeagueRow, MetricRow, NumberView, StatisticsItemsPage, StatisticsPage,
};
use pages::desk::worklist::WorklistRow;
use pages::field::{Choice, FieldView};
use pages::parts::{Badge, LinkView, Pager};
use pages::urls;

fn chrome(taint: &str) -> Chrome {
    let staff = staff(taint);
    Chrome::desk(
        organisation(taint),
        "统计",
        urls::STATISTICS,
        staff,
        "csrf-token",
    )
}

fn number(n: u64) -> NumberView {
    NumberView {
        text: n.to_string(),
        href: format!("{}?metric=overdue&part=all", urls::STATISTICS_ITEMS),
    }
}

fn metric(label: &str, result: &str, numbers: &[u64], formula: &str) -> MetricRow {
    MetricRow {
        label: label.into(),
        result: result.into(),
        detail: String::new(),
        numbers: numbers.iter().map(|n| number(*n)).collect(),
        excluded: None,
        formula: formula.into(),
        note: String::new(),
    }
}

fn statistics(taint: &str) -> StatisticsPage {
    let excluded = MetricRow {
        excluded: Some(NumberView {
            text: "剔除 2 件".into(),
            href: urls::STATISTICS_ITEMS.into(),
        }),
        ..metric(
            "按时办结率",
            "66.7%",
            &[6, 9],
            "在依规延期后的期限内答复 ÷ 本期到期",
        )
    };
    let duration = MetricRow {
        detail: "中位数 9.5，P90 14，停表 3 工作日（已扣除）".into(),
        ..metric(
            "平均办理时长",
            "平均 7.88 工作日",
            &[8],
            "登记至首次正式答复的工作日，扣除停表",
        )
    };
    let reports = MetricRow {
        note: "报送任务尚未启用，暂无数据".into(),
        ..metric("报送及时率", "—", &[0, 0], "按时报送 ÷ 应报送")
    };
    let cell = |label: &str, text: &str| CellView {
        label: label.into(),
        text: text.into(),
        href: urls::STATISTICS_ITEMS.into(),
    };
    let league = |title: &str, name: String| League {
        title: title.into(),
        header: ["主办单位", "登记", "答复率", "按时办结率"]
            .map(String::from)
            .to_vec(),
        rows: vec![
            LeagueRow {
                name,
                cells: vec![
                    cell("登记", "12"),
                    cell("答复率", "9/12（75.0%）"),
                    cell("按时办结率", "6/9（66.7%），剔除 2 件"),
                ],
            },
            LeagueRow {
                name: "举报".into(),
                cells: vec![
                    cell("登记", "<3"),
                    cell("答复率", "<3"),
                    cell("按时办结率", "—"),
                ],
            },
        ],
    };
    StatisticsPage {
        chrome: chrome(taint),
        fields: vec![
            FieldView::select(
                "period",
                "统计期间",
                vec![Choice::new("2026-09", "2026年9月").selected_if(true)],
            ),
            FieldView::date("from", "自定义：自", taint),
            FieldView::date("to", "自定义：至", ""),
            FieldView::date("cut_off", "截止时点（当天 24 时）", "").hint("不填为期间结束"),
            FieldView::select("unit", "主办单位", vec![Choice::new("", "全部单位")]),
        ],
        heading: format!("2026年9月，全部单位{taint}，截止 2026-09-30 24:00"),
        metrics: vec![
            metric("受理率", "91.7%", &[11, 12], "已受理 ÷ 已登记"),
            excluded,
            duration,
            reports,
        ],
        leagues: vec![
            league("按主办单位", format!("权益保障部{taint}")),
            league("按件类", "建议".into()),
        ],
        files: vec![
            LinkView::new("导出统计（xlsx）", urls::STATISTICS_EXPORT),
            LinkView::new("导出汇总表（xlsx）", urls::STATISTICS_SUMMARY),
        ],
        notes: vec!["只由主办单位计件；协办单位不重复计入。分母为零的显示“—”。".into()],
    }
}

fn wrong(taint: &str) -> StatisticsPage {
    StatisticsPage {
        heading: String::new(),
        ..statistics(taint)
    }
}

fn items(taint: &str) -> StatisticsItemsPage {
    StatisticsItemsPage {
        chrome: chrome(taint),
        heading: "超期：分子".into(),
        what: format!("2026年9月，权益保障部{taint}，截止 2026-09-30 24:00"),
        back_href: urls::STATISTICS.into(),
        rows: vec![WorklistRow {
            href: "/desk/suggestions/123".into(),
            ticket_no: "GH2026-000123".into(),
            title: format!("食堂增设无障碍通道{taint}"),
            status: Badge::status(Status::InProgress),
            due: None,
            kind: "建议".into(),
            topic: "后勤 / 食堂".into(),
            unit: "权益保障部".into(),
            channel: "网页".into(),
            received_on: "9月11日（周五）".into(),
            marks: vec![Badge::new("保密", Tone::Warn)],
        }],
        pager: Pager::new(1, 50, 1, |_| urls::STATISTICS_ITEMS.into()),
        note: "保密件不列出。".into(),
    }
}

pub(super) fn put_pages(taint: &str, out: &mut Vec<(String, String)>) {
    put(out, "statistics", &statistics(taint));
    put(out, "statistics_wrong", &wrong(taint));
    put(out, "statistics_items", &items(taint));
}
