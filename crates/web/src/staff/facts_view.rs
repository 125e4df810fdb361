//! What is known of an item, as a list of facts.

use huiyin_app::desk::SuggestionView;
use huiyin_core::time;

use crate::pages::parts::Fact;
use crate::present::account_name;
use crate::staff::overlay_view;

pub(super) fn nothing_to_do(view: &SuggestionView, directory: &huiyin_app::Directory) -> String {
    let s = &view.suggestion;
    match s.accountable_unit {
        None => "这件已经结束，没有要办的事。".to_owned(),
        Some(unit) => {
            format!(
                "现在由{}负责，您可以查看，没有要您办的事。",
                directory.unit_name(unit)
            )
        }
    }
}

pub(super) fn facts(view: &SuggestionView, directory: &huiyin_app::Directory) -> Vec<Fact> {
    let s = &view.suggestion;
    let mut facts = vec![
        Fact::new("件类", s.kind.label()),
        Fact::new(
            "类别",
            s.topic
                .map_or("未归类".to_owned(), |t| directory.topic_name(t)),
        ),
        Fact::new("渠道", s.channel.label()),
        Fact::new("收到时间", time::minute(s.received_at)),
    ];
    if let Some(row) = view.campaign.and_then(|id| directory.campaign(id)) {
        facts.push(Fact::new("征集活动", row.campaign.name.clone()));
    }
    if let Some(intent) = s.intent {
        facts.push(Fact::new("来意", intent.label()));
    }
    if let Some(no) = &view.external_no {
        facts.push(Fact::new("外部编号", no.clone()));
    }
    if let Some(unit) = s.accountable_unit {
        facts.push(Fact::new("责任单位", directory.unit_name(unit)));
    }
    if let Some(lead) = s.lead() {
        facts.push(Fact::new("主办", directory.unit_name(lead.unit)));
        if let Some(handler) = lead.handler {
            facts.push(Fact::new(
                "承办人",
                account_name(&view.account_names, handler),
            ));
        }
    }
    let supports: Vec<String> = s.supports().map(|a| directory.unit_name(a.unit)).collect();
    if !supports.is_empty() {
        facts.push(Fact::new("协办", supports.join("、")));
    }
    if let Some(rating) = s.current_rating().filter(|_| view.may_see_rating) {
        let text = format!(
            "结果：{}；态度：{}；速度：{}",
            rating.result.label(),
            rating.attitude.label(),
            rating.speed.label()
        );
        facts.push(Fact::new("评价", text));
    }
    if let Some(earlier) = &view.repeat_of {
        let text = format!("{}　{}", earlier.ticket_no, earlier.title);
        facts.push(Fact::new("重复的是", text));
    }
    facts.extend(overlay_view::facts(s, directory, view.may_see_rating));
    facts
}
