use super::*;

/// 国办发明电〔2023〕7号, 〔2024〕12号 and 〔2025〕7号, the paragraphs that arrange something.
const NOTICE_2024: &str = include_str!("../../../tests/deadlines/notices/2024.txt");

const NOTICE_2025: &str = include_str!("../../../tests/deadlines/notices/2025.txt");

const NOTICE_2026: &str = include_str!("../../../tests/deadlines/notices/2026.txt");

fn read(text: &str) -> CalendarNotice {
    CalendarNotice::from_state_council_text(text).unwrap()
}

fn days(notice: &CalendarNotice) -> Vec<(NaiveDate, DayKind, String)> {
    let mut days: Vec<_> = notice
        .days
        .iter()
        .map(|d| (d.day, d.kind, d.name.clone()))
        .collect();
    days.sort_by_key(|(day, ..)| *day);
    days
}

#[test]
fn the_notices_of_three_years_give_the_days_that_are_shipped() {
    let check = |text: &str, json: &str| {
        let shipped = CalendarNotice::from_holiday_cn(json).unwrap();
        let pasted = read(text);
        assert_eq!(pasted.year, shipped.year);
        assert_eq!(days(&pasted), days(&shipped));
    };
    let folder = [
        include_str!("../../../../../config/seed/calendar/2024.json"),
        include_str!("../../../../../config/seed/calendar/2025.json"),
        include_str!("../../../../../config/seed/calendar/2026.json"),
    ];
    for (text, json) in [NOTICE_2024, NOTICE_2025, NOTICE_2026].iter().zip(folder) {
        check(text, json);
    }
    assert_eq!(
        read(NOTICE_2025).days.first().unwrap().source,
        "国办发明电〔2024〕12号"
    );
}

#[test]
fn width_brackets_spaces_and_line_breaks_do_not_matter() {
    let plain = days(&read(NOTICE_2026));
    let wide: String = NOTICE_2026
        .chars()
        .map(|c| match c {
            '0'..='9' => char::from_u32(u32::from(c) + 0xfee0).unwrap(),
            other => other,
        })
        .collect();
    let one_line = NOTICE_2026.replace('\n', "");
    for other in [
        wide,
        one_line,
        NOTICE_2026.replace('（', "(").replace('）', ")"),
        NOTICE_2026.replace('（', "【").replace('）', "】"),
        NOTICE_2026.replace('（', " [ ").replace('）', " ] "),
        NOTICE_2026.replace("月", " 月 ").replace('\n', "\r\n\r\n"),
        NOTICE_2026.replace("2月28日", "2月\n28日"),
        NOTICE_2026.replace("2月28日", "28日"),
        NOTICE_2026.replace('至', "—"),
        NOTICE_2026.replace('周', "星期"),
        NOTICE_2026.replace("1月1日", "2026年1月1日"),
        NOTICE_2026.replace('。', "；"),
        NOTICE_2026.replace("一、元旦", "1.元旦"),
        format!("{NOTICE_2026}\n（此件公开发布）\n发布日期：2025年11月4日"),
    ] {
        assert_eq!(days(&read(&other)), plain, "{other}");
    }
}

#[test]
fn a_new_year_holiday_may_begin_in_december() {
    for first in ["2025年12月31日（周三）", "上年12月31日", "12月31日（周三）"] {
        let text = NOTICE_2026.replace(
            "1月1日（周四）至3日（周六）放假调休，共3天",
            &format!("{first}至1月2日（周五）放假调休，共3天"),
        );
        let notice = read(&text);
        let first = notice.days.first().unwrap();
        assert_eq!(first.day, NaiveDate::from_ymd_opt(2025, 12, 31).unwrap());
        assert_eq!(notice.year, 2026);
    }
}

#[test]
fn what_does_not_add_up_is_refused_with_its_line() {
    let check = |from: &str, to: &str, expect: &[&str]| {
        let text = NOTICE_2026.replace(from, to);
        assert_ne!(text, NOTICE_2026, "{from}");
        let message = match CalendarNotice::from_state_council_text(&text) {
            Ok(notice) => panic!("{to}: {notice:?}"),
            Err(error) => error.to_string(),
        };
        for part in expect {
            assert!(message.contains(part), "{to}: {message}");
        }
    };
    check("共9天", "共8天", &["第 4 行", "8 天", "9 天"]);
    check(
        "5月9日（周六）",
        "5月9日（周日）",
        &["第 6 行", "周六", "周日"],
    );
    check("5月9日（周六）", "5月8日", &["第 6 行", "不是周末"]);
    check("4月4日（周六）", "4月31日（周六）", &["第 5 行", "4月31日"]);
    check(
        "9月25日（周五）至27日（周日）放假，共3天。",
        "",
        &["第 8 行", "中秋节"],
    );
    check(
        "六、中秋节：9月25日（周五）至27日（周日）放假，共3天。",
        "",
        &["中秋节", "2026-09-25"],
    );
    check(
        "6月19日（周五）至21日（周日）",
        "6月22日至24日",
        &["端午节", "2026-06-19"],
    );
    check(
        "10月1日（周四）至7日（周三）放假调休",
        "10月1日（周四）至7日（周三）不放假",
        &["第 9 行", "不放假"],
    );
    check(
        "1月4日（周日）上班",
        "1月4日（周日）",
        &["第 3 行", "没有写明"],
    );
    check(
        "1月4日（周日）上班",
        "1月4日（周日）可能上班",
        &["第 3 行", "可能上班"],
    );
    check(
        "5月1日（周五）至5日",
        "5月1日（周五）5日",
        &["第 6 行", "顿号"],
    );
    check(
        "5月1日（周五）至5日（周二）",
        "5月5日至1日",
        &["第 6 行", "不像一段假期"],
    );
    check(
        "5月1日（周五）至5日（周二）",
        "5月1日至",
        &["第 6 行", "“至”后面"],
    );
    check("5月1日（周五）", "5月1日（周五", &["第 6 行"]);
    check("四、劳动节：", "四、劳动节", &["第 6 行"]);
    check("四、劳动节：", "四、国庆日：", &["看不懂"]);
    check("七、国庆节", "七、中秋节", &["第 9 行", "两次"]);
    check("5月9日（周六）", "11月14日", &["第 6 行", "一个月"]);
    check("5月9日（周六）", "2027年5月9日", &["2027"]);
    check("5月9日（周六）", "5月3日", &["第 6 行", "两次"]);
    check("关于2026年", "关于年", &["年份"]);
    check("关于2026年部分节假日安排", "关于部分安排", &["标题"]);
    check(
        "关于2026年",
        "关于2025年",
        &["第 3 行", "2025-01-01", "周三"],
    );
}

#[test]
fn any_text_is_answered_without_a_crash() {
    let hostile = [
        "",
        "\n\n",
        "：",
        "元旦：",
        "2026年部分节假日",
        "2026年部分节假日 元旦：(",
        "2026年部分节假日\n元旦：99999999999999999999月1日放假",
        "2026年部分节假日\n元旦：1月1日至9999999999年1月1日放假",
        "2026年部分节假日\n元旦：4294967295年4294967295月4294967295日放假",
        "年部分节假日",
        "元旦：至至至放假",
        "{\"year\":2026}",
    ];
    for text in hostile {
        assert!(
            CalendarNotice::from_state_council_text(text).is_err(),
            "{text}"
        );
    }
    let all: Vec<char> = NOTICE_2026.chars().collect();
    for cut in 0..all.len() {
        let mut part = all.clone();
        part.remove(cut);
        let text: String = part.into_iter().collect();
        // one missing character is refused or changes nothing; never other days
        if let Ok(notice) = CalendarNotice::from_state_council_text(&text) {
            assert_eq!(days(&notice), days(&read(NOTICE_2026)), "{cut}: {text}");
        }
    }
}
