//! 为什么是这一天: each open obligation explains its due time to whoever asks.

use huiyin_core::ObligationKind::{Accept, Commitment, Reply, SignOff, SupportOpinion};
use huiyin_core::{Channel, ObligationKind, ResultClass, SuggestionKind};
use huiyin_workflow::Action;
use huiyin_workflow::calendar::{CalendarDay, DayKind};
use huiyin_workflow::suggestion::{CommitmentPromise, Outcome};

use super::paths::{ask_supplement, draft, end, supplement};
use super::world::{Item, at, clerk, handler, head, letter, outcome, submitter};

fn explained(item: &Item, kind: ObligationKind) -> String {
    item.open(kind)
        .explain(&item.policy.calendar, &item.policy.due)
}

#[test]
fn a_reply_date_lists_its_days_and_names_its_rule() {
    let text = explained(&Item::assigned(), Reply);
    assert_eq!(
        text,
        "办理时限10个工作日：自2026年9月20日（周日）起算，至2026年10月10日（周六）24时止。\n\
         · 9月20日（周日）为起算当日（国庆节、中秋节调休上班），不计入\n\
         · 9月21日（周一）至9月24日（周四）：工作日，计第1至第4个\n\
         · 9月25日（周五）至9月27日（周日）：国庆节、中秋节放假，不计\n\
         · 9月28日（周一）至9月30日（周三）：工作日，计第5至第7个\n\
         · 10月1日（周四）至10月7日（周三）：国庆节、中秋节放假，不计\n\
         · 10月8日（周四）至10月9日（周五）：工作日，计第8至第9个\n\
         · 10月10日（周六）：国庆节、中秋节调休上班，计第10个\n\
         计算方法：起算当日不计入，只计工作日，调休上班日是工作日；工作日历版本 2026-1。\n\
         时限依据：规则 reply，版本 t1。"
    );
}

#[test]
fn a_support_opinion_says_it_is_half() {
    let text = explained(&Item::assigned(), SupportOpinion);
    assert!(
        text.ends_with("时限依据：协办意见为主办答复时限的一半，主办规则 reply，版本 t1。"),
        "{text}"
    );
    assert!(text.contains("至2026年9月28日（周一）24时止"), "{text}");
}

#[test]
fn an_earlier_date_is_explained_with_its_reason() {
    let now = at("09-17 10:00");
    let mut submission = letter(SuggestionKind::Proposal, now);
    submission.channel = Channel::External;
    submission.external_due_at = Some(end("09-17"));
    let item = Item::registered(&submission, false, now);
    let text = explained(&item, Accept);
    assert!(text.contains("至2026年9月18日（周五）24时止"), "{text}");
    assert!(
        text.ends_with(
            "\n说明：转办件的办结时限更早，以其为准。\n因此受理的时限为2026年9月17日24时。\n\
             时限依据：规则 accept，版本 t1。"
        ),
        "{text}"
    );

    let mut item = Item::in_progress();
    item.act(&handler(), "10-10 09:00", draft(outcome(ResultClass::A)));
    let text = explained(&item, SignOff);
    assert!(
        text.contains("说明：审签须在答复时限之内。\n因此审签的时限为2026年10月10日24时。"),
        "{text}"
    );
}

#[test]
fn a_clock_that_was_stopped_says_what_was_left() {
    let mut item = Item::submitted();
    item.act(&clerk(), "09-17 11:00", ask_supplement());
    item.act(&submitter(), "09-22 21:00", supplement());
    let text = explained(&item, Accept);
    assert!(text.contains("至2026年9月23日（周三）24时止"), "{text}");
    assert!(
        text.contains("说明：补正期间停表，恢复后剩余1个工作日。"),
        "{text}"
    );
    assert!(!text.contains("因此"), "{text}");
}

#[test]
fn hours_are_counted_from_the_minute() {
    let now = at("09-26 22:30");
    let item = Item::registered(&letter(SuggestionKind::HelpRequest, now), true, now);
    let text = explained(&item, Accept);
    assert!(
        text.contains("自2026-09-26 22:30起连续计算，至2026-09-27 00:30"),
        "{text}"
    );
    assert!(!text.contains("因此"), "{text}");
}

#[test]
fn a_promise_has_its_own_date_also_on_a_rest_day() {
    let mut item = Item::in_progress();
    let promise = Outcome {
        commitment: Some(CommitmentPromise {
            text: "修建坡道".into(),
            due_on: "2026-10-03".parse().unwrap(),
        }),
        ..outcome(ResultClass::B)
    };
    item.act(&handler(), "09-28 09:00", draft(promise));
    item.act(&head(), "09-28 10:00", Action::sign_off());
    assert_eq!(item.open(Commitment).due_at, end("10-03"));
    assert_eq!(
        explained(&item, Commitment),
        "承诺兑现：至2026年10月3日24时止。\n说明：承诺的兑现日期由答复写明。"
    );
}

#[test]
fn a_later_calendar_explains_without_moving_the_date() {
    let item = Item::assigned();
    let typhoon = CalendarDay {
        day: "2026-09-22".parse().unwrap(),
        kind: DayKind::Off,
        name: "台风停工".into(),
        source: "市政府通告".into(),
    };
    let later = item.policy.calendar.with_days("2026-2", [typhoon]);
    let text = item.open(Reply).explain(&later, &item.policy.due);
    assert!(text.contains("台风停工放假，不计"), "{text}");
    assert!(
        text.contains(
            "因此答复的时限为2026年10月10日24时。（按工作日历版本 2026-1 和当时的设置确定；\
             以后的变化不会自行移动时限。）"
        ),
        "{text}"
    );
}
