//! 为什么是这一天: what a person is told about a due date.

use huiyin_workflow::calendar::{DueSettings, DueStep};
use huiyin_workflow::time_limit::TimeLimit;

use super::fixture::{instant, shipped};
use super::{DEEMED, due};

#[test]
fn the_due_date_explains_itself() {
    let text = due(&shipped(), "2025-09-26", "5wd", &DueSettings::default()).explain();
    assert_eq!(
        text,
        "办理时限5个工作日：自2025年9月26日（周五）起算，至2025年10月10日（周五）24时止。\n\
         · 9月26日（周五）为起算当日，不计入\n\
         · 9月27日（周六）：周末，不计\n\
         · 9月28日（周日）：国庆节、中秋节调休上班，计第1个\n\
         · 9月29日（周一）至9月30日（周二）：工作日，计第2至第3个\n\
         · 10月1日（周三）至10月8日（周三）：国庆节、中秋节放假，不计\n\
         · 10月9日（周四）至10月10日（周五）：工作日，计第4至第5个\n\
         计算方法：起算当日不计入，只计工作日，调休上班日是工作日；工作日历版本 2026-1。"
    );
    let text = due(&shipped(), "2025-11-15", "3m", &DueSettings::default()).explain();
    assert_eq!(
        text,
        "办理时限3个月：自2025年11月15日（周六）起算，至2026年2月24日（周二）24时止。\n\
         · 11月15日（周六）为起算当日（周末），不计入\n\
         · 期限最后一日为2026年2月15日（周日）（春节放假），是休息日\n\
         · 顺延到其后第一个工作日2026年2月24日（周二）（工作日）\n\
         计算方法：起算当日不计入，按月计算到期满月的对应日，没有对应日的为月末；\
         最后一日是休息日的，顺延到其后第一个工作日；工作日历版本 2026-1。"
    );
}

#[test]
fn a_long_limit_tells_ordinary_weeks_in_one_line() {
    let due = due(&shipped(), "2026-09-01", "30wd", &DEEMED);
    let text = due.explain();
    assert!(due.steps.len() > 10);
    assert!(text.lines().count() <= 12, "{text}");
    assert!(
        text.contains("9月20日（周日）：国庆节调休上班，计第14个"),
        "{text}"
    );
    assert!(
        text.contains("10月1日（周四）至10月7日（周三）：国庆节放假，不计"),
        "{text}"
    );
}

#[test]
fn a_deemed_arrival_and_hours_are_explained_too() {
    let text = due(&shipped(), "2025-10-03", "1wd", &DEEMED).explain();
    assert!(
        text.contains("10月3日（周五）收到，当日是休息日（国庆节、中秋节放假），按设置视为其后第一个工作日10月9日（周四）收到"),
        "{text}"
    );
    let hours = shipped().due(
        instant("2026-09-25 14:03:00"),
        TimeLimit::hours(24),
        &DueSettings::default(),
    );
    let text = hours.explain();
    assert!(
        text.contains("自2026-09-25 14:03起连续计算，至2026-09-26 14:03"),
        "{text}"
    );
    assert!(matches!(hours.steps.as_slice(), [DueStep::Hours { .. }]));
}
