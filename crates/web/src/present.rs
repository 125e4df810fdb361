//! From what the use cases give to what the pages print.

use std::collections::HashMap;

use chrono::{Datelike, NaiveDate, Weekday};
use huiyin_app::accounts::SignedIn;
use huiyin_app::desk::AddressStanding;
use huiyin_app::directory::Directory;
use huiyin_app::error::FieldError as AppFieldError;
use huiyin_app::timeline::TimelineEntry as AppTimelineEntry;
use huiyin_core::time::{self, Instant};
use huiyin_core::{AccountId, Role, Urgency};
use huiyin_workflow::calendar::WorkCalendar;
use huiyin_workflow::obligation::{remaining_working_days, urgency};
use huiyin_workflow::suggestion::{Reply, ReplyState};
use huiyin_workflow::{Obligation, Policy, Suggestion};

use crate::pages::chrome::{Chrome, NavItem, StaffView, Tone};
use crate::pages::field::{Choice, ChoiceGroup, FormErrors};
use crate::pages::parts::{
    AttachmentView, Badge, DueView, Explanation, Fact, PointReplyView, ReplyView, Timeline,
    TimelineEntry,
};
use crate::pages::urls;
use crate::state::Web;

/// Escapes a value for the query part of an address.
pub(crate) fn query_value(text: &str) -> String {
    form_urlencoded::byte_serialize(text.as_bytes()).collect()
}

/// The frame of a public page; `key` is the catalogue key of its title.
pub(crate) fn public_chrome(web: &Web, key: &str, current: &str) -> Chrome {
    let mut chrome = Chrome::public(web.organisation(), "", current);
    chrome.title = chrome.messages.t(key).to_owned();
    chrome
}

/// The frame of a desk page.
pub(crate) fn desk_chrome(web: &Web, signed_in: &SignedIn, title: &str, current: &str) -> Chrome {
    let actor = &signed_in.actor;
    let is_item_worker = actor.has_any(crate::access::ITEM_ROLES);
    let is_registrar = actor.has_any(crate::access::REGISTRARS);
    let mut nav = Vec::new();
    if is_item_worker {
        nav.push(NavItem::new("待办", urls::DESK));
    }
    if is_registrar {
        nav.push(NavItem::new("登记", urls::REGISTER));
        nav.push(NavItem::new("来信", urls::MAIL));
    }
    if actor.has_any(crate::access::MAILBOX_KEEPERS) {
        nav.push(NavItem::new("邮箱状态", urls::MAILBOXES));
    }
    if is_item_worker {
        nav.push(NavItem::new("检索", urls::SEARCH));
        nav.push(NavItem::new("通知", urls::NOTICES));
    }
    if actor.has_any(crate::access::STATISTICS_READERS) {
        nav.push(NavItem::new("统计", urls::STATISTICS));
    }
    if actor.has_any(crate::access::PUBLISHERS) {
        nav.push(NavItem::new("公开", urls::PUBLICATION));
    }
    if actor.has_any(crate::access::ARCHIVISTS) {
        nav.push(NavItem::new("归档", urls::ARCHIVE));
    }
    nav.push(NavItem::new("日历时限", urls::CALENDAR));
    if actor.has_any(crate::access::ROUTING_KEEPERS) {
        nav.push(NavItem::new("分办规则", urls::ROUTING));
    }
    if actor.has_any(crate::access::CAMPAIGN_KEEPERS) {
        nav.push(NavItem::new("征集活动", urls::CAMPAIGNS));
    }
    if actor.has_any(crate::access::ACCOUNT_ADMINS) {
        nav.push(NavItem::new("账号", urls::ACCOUNTS));
    }
    if actor.has_any(crate::access::ORGANISATION_KEEPERS) {
        nav.push(NavItem::new("组织机构", urls::ORGANISATION));
    }
    if actor.has_any(crate::access::WORDING_KEEPERS) {
        nav.push(NavItem::new("通知模板", urls::WORDING));
    }
    if actor.has_any(crate::access::HEALTH_READERS) {
        nav.push(NavItem::new("运行与台账", urls::HEALTH));
    }
    let staff = StaffView {
        name: actor.name.clone(),
        unit: web.app().directory().unit_name(actor.unit),
        roles: role_names(&actor.roles),
        nav,
    };
    Chrome::desk(web.organisation(), title, current, staff, &signed_in.csrf)
}

pub(crate) fn role_names(roles: &[Role]) -> String {
    roles
        .iter()
        .map(|r| r.label())
        .collect::<Vec<_>>()
        .join("、")
}

/// The messages of a use case, for the page's form. `rename` maps field names where the page calls
/// them differently.
pub(crate) fn form_errors(errors: &[AppFieldError], rename: &[(&str, &str)]) -> FormErrors {
    let mut found = FormErrors::default();
    for error in errors {
        let name = rename
            .iter()
            .find(|(from, _)| *from == error.field)
            .map_or(error.field, |r| r.1);
        found.add(name, error.message.clone());
    }
    found
}

/// `9月25日（周五）`.
pub(crate) fn day(date: NaiveDate) -> String {
    let weekday = match date.weekday() {
        Weekday::Mon => "一",
        Weekday::Tue => "二",
        Weekday::Wed => "三",
        Weekday::Thu => "四",
        Weekday::Fri => "五",
        Weekday::Sat => "六",
        Weekday::Sun => "日",
    };
    format!("{}月{}日（周{weekday}）", date.month(), date.day())
}

/// `2026年9月25日`.
pub(crate) fn day_with_year(date: NaiveDate) -> String {
    time::chinese_date(date)
}

/// As [`day`], with the year when it is not the current one.
pub(crate) fn near_day(date: NaiveDate, now: Instant) -> String {
    if date.year() == time::local_date(now).year() {
        day(date)
    } else {
        format!("{}年{}", date.year(), day(date))
    }
}

fn remaining(due_at: Instant, now: Instant, calendar: &WorkCalendar) -> String {
    match (
        urgency(due_at, now, calendar),
        remaining_working_days(due_at, now, calendar),
    ) {
        (Urgency::Overdue, 0) => "已超期，不足 1 个工作日".to_owned(),
        (Urgency::Overdue, n) => format!("已超期 {} 个工作日", n.abs()),
        (Urgency::DueSoon | Urgency::OnTime, _)
            if time::due_date(due_at) == time::local_date(now) =>
        {
            "今天到期".to_owned()
        }
        (Urgency::DueSoon | Urgency::OnTime, n) => format!("还剩 {n} 个工作日"),
    }
}

/// A due time without its reason, for lists; by the calendar of the unit that owes it.
pub(crate) fn due(what: &str, due_at: Instant, now: Instant, calendar: &WorkCalendar) -> DueView {
    DueView {
        what: what.to_owned(),
        date: near_day(time::due_date(due_at), now),
        urgency: urgency(due_at, now, calendar),
        remaining: remaining(due_at, now, calendar),
        why: None,
    }
}

/// An obligation with its reason.
pub(crate) fn obligation(o: &Obligation, now: Instant, policy: &Policy) -> DueView {
    let calendar = policy.calendar_for(o.unit);
    DueView {
        why: Some(explanation(&o.explain(calendar, &policy.due))),
        ..due(o.kind.label(), o.due_at, now, calendar)
    }
}

/// The first line names the rule, the others are the steps.
pub(crate) fn explanation(text: &str) -> Explanation {
    let mut lines = text.lines().map(str::to_owned);
    Explanation {
        rule: lines.next().unwrap_or_default(),
        steps: lines.collect(),
    }
}

pub(crate) fn timeline(entries: &[AppTimelineEntry]) -> Timeline {
    Timeline {
        entries: entries
            .iter()
            .map(|e| TimelineEntry {
                at: time::minute(e.at),
                title: e.what.clone(),
                who: e.who.clone(),
                lines: e.detail.lines().map(str::to_owned).collect(),
                tone: match e.what.as_str() {
                    "审签发出" | "已答复" | "办结" | "已办结" => Tone::Good,
                    "不予受理" | "退回修改" => Tone::Warn,
                    _ => Tone::Neutral,
                },
            })
            .collect(),
    }
}

/// Size of a file as people read it.
pub(crate) fn size(bytes: u64) -> String {
    if bytes < 1024 {
        format!("{bytes} 字节")
    } else if bytes < 1024 * 1024 {
        format!("{} KB", bytes.div_ceil(1024))
    } else {
        format!(
            "{}.{} MB",
            bytes / (1024 * 1024),
            bytes % (1024 * 1024) * 10 / (1024 * 1024)
        )
    }
}

pub(crate) fn attachment(
    file_name: &str,
    media_type: &str,
    bytes: u64,
    href: String,
) -> AttachmentView {
    let kind = match media_type {
        t if t.starts_with("image/") => "图片",
        "application/pdf" => "PDF 文档",
        t if t.starts_with("text/") => "文本",
        t if t.contains("sheet") || t.contains("excel") => "表格",
        t if t.contains("presentation") || t.contains("powerpoint") => "演示文稿",
        t if t.contains("word") => "Word 文档",
        _ => "文件",
    };
    AttachmentView {
        file_name: file_name.to_owned(),
        size: size(bytes),
        kind: kind.to_owned(),
        href,
    }
}

/// A reply, for staff or for the submitter.
pub(crate) fn reply(s: &Suggestion, reply: &Reply, directory: &Directory) -> ReplyView {
    let (word, tone) = match reply.state {
        ReplyState::InReview => ("待审核", Tone::Warn),
        ReplyState::Returned => ("已退回修改", Tone::Neutral),
        ReplyState::Issued => ("已发出", Tone::Good),
    };
    let mut facts = Vec::new();
    if let Some(outcome) = &reply.content.outcome {
        let class = directory.result_class_label(outcome.result_class.code());
        facts.push(Fact::new("结果", class));
        facts.push(Fact::new("采纳情况", outcome.adoption.label()));
        if let Some(reason) = &outcome.reason {
            facts.push(Fact::new("理由", reason.clone()));
        }
        if let Some(promise) = &outcome.commitment {
            let text = format!("{}，{}前", promise.text, time::chinese_date(promise.due_on));
            facts.push(Fact::new("承诺", text));
        }
    }
    let unit = s
        .assignments
        .iter()
        .rev()
        .find(|a| a.round == reply.round && a.role == huiyin_core::AssignmentRole::Lead)
        .map(|a| directory.unit_name(a.unit))
        .unwrap_or_default();
    ReplyView {
        kind: reply.content.kind.label().to_owned(),
        state: Badge::new(word, tone),
        unit,
        issued_at: reply.issued_at.map(time::minute).unwrap_or_default(),
        points: reply
            .content
            .points
            .iter()
            .map(|p| PointReplyView {
                number: p.point.to_string(),
                point: s
                    .points
                    .iter()
                    .find(|point| point.no == p.point)
                    .map(|point| point.summary.clone())
                    .unwrap_or_default(),
                text: p.text.clone(),
            })
            .collect(),
        facts,
        findings: Vec::new(),
        attachments: Vec::new(),
    }
}

/// Units under the headings of their branch.
pub(crate) fn unit_groups(directory: &Directory, chosen: &str) -> Vec<ChoiceGroup> {
    const BRANCHES: [(&str, &str); 5] = [
        ("office", "市总工会"),
        ("department", "机关部门和事业单位"),
        ("territory", "区市县工会"),
        ("industry", "产业工会"),
        ("grassroots", "基层工会"),
    ];
    BRANCHES
        .iter()
        .map(|(branch, label)| ChoiceGroup {
            label: (*label).to_owned(),
            choices: directory
                .units
                .iter()
                .filter(|u| u.branch == *branch && u.is_active)
                .map(|u| {
                    let value = u.id.to_string();
                    let is_chosen = value == chosen;
                    Choice::new(value, u.name.clone()).selected_if(is_chosen)
                })
                .collect(),
        })
        .filter(|group| !group.choices.is_empty())
        .collect()
}

/// `张*`, `138****5678`, `zh***@163.com`: enough to recognise, too little to use.
pub(crate) fn mask(text: &str) -> String {
    if let Some((local, domain)) = text.split_once('@') {
        let head: String = local.chars().take(2).collect();
        return format!("{head}***@{domain}");
    }
    let chars: Vec<char> = text.chars().collect();
    let n = chars.len();
    if n >= 7 && chars.iter().filter(|c| c.is_ascii_digit()).count() >= 7 {
        let head: String = chars.iter().take(3).collect();
        let tail: String = chars.iter().skip(n.saturating_sub(4)).collect();
        return format!("{head}****{tail}");
    }
    let head: String = chars.iter().take(1).collect();
    format!("{head}{}", "*".repeat(n.saturating_sub(1).clamp(1, 3)))
}

/// That mail to a submitter comes back.
pub(crate) fn standing(standing: AddressStanding) -> Badge {
    let tone = match standing {
        AddressStanding::Dead => Tone::Bad,
        AddressStanding::Shaky => Tone::Warn,
    };
    Badge::new(standing.label(), tone)
}

/// Name of an account, for facts.
pub(crate) fn account_name(names: &HashMap<AccountId, String>, id: AccountId) -> String {
    names
        .get(&id)
        .cloned()
        .unwrap_or_else(|| "工作人员".to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn masks_leave_too_little_to_use() {
        for (text, expect) in [
            ("张建国", "张**"),
            ("李", "李*"),
            ("13800001234", "138****1234"),
            ("zhangsan@163.com", "zh***@163.com"),
        ] {
            assert_eq!(mask(text), expect);
        }
    }

    #[test]
    fn sizes_read_well() {
        assert_eq!(size(900), "900 字节");
        assert_eq!(size(2048), "2 KB");
        assert_eq!(size(1_258_291), "1.1 MB");
    }
}
