use super::*;

/// 国办发明电〔2023〕7号, 〔2024〕12号 and 〔2025〕7号, the paragraphs that arrange something.
const NOTICE_2024: &str = "国务院办公厅关于2024年\n部分节假日安排的通知\n国办发明电〔2023〕7号\n各省、自治区、直辖市人民政府，国务院各部委、各直属机构：\n　　经国务院批准，现将2024年元旦、春节、清明节、劳动节、端午节、中秋节和国庆节放假调休日期的具体安排通知如下。
　　一、元旦：1月1日放假，与周末连休。
　　二、春节：2月10日至17日放假调休，共8天。2月4日（星期日）、2月18日（星期日）上班。鼓励各单位结合带薪年休假等制度落实，安排职工在除夕（2月9日）休息。
　　三、清明节：4月4日至6日放假调休，共3天。4月7日（星期日）上班。
　　四、劳动节：5月1日至5日放假调休，共5天。4月28日（星期日）、5月11日（星期六）上班。
　　五、端午节：6月10日放假，与周末连休。
　　六、中秋节：9月15日至17日放假调休，共3天。9月14日（星期六）上班。
　　七、国庆节：10月1日至7日放假调休，共7天。9月29日（星期日）、10月12日（星期六）上班。
　　节假日期间，各地区、各部门要妥善安排好值班和安全、保卫、疫情防控等工作，遇有重大突发事件，要按规定及时报告并妥善处置，确保人民群众祥和平安度过节日假期。
国务院办公厅
2023年10月25日\n（此件公开发布）";

const NOTICE_2025: &str = "国务院办公厅关于2025年部分节假日安排的通知\n国办发明电〔2024〕12号
一、元旦：1月1日（周三）放假1天，不调休。
二、春节：1月28日（农历除夕、周二）至2月4日（农历正月初七、周二）放假调休，共8天。1月26日（周日）、2月8日（周六）上班。
三、清明节：4月4日（周五）至6日（周日）放假，共3天。
四、劳动节：5月1日（周四）至5日（周一）放假调休，共5天。4月27日（周日）上班。
五、端午节：5月31日（周六）至6月2日（周一）放假，共3天。
六、国庆节、中秋节：10月1日（周三）至8日（周三）放假调休，共8天。9月28日（周日）、10月11日（周六）上班。
节假日期间，各地区、各部门要妥善安排好值班和安全、保卫等工作。
国务院办公厅\n2024年11月12日";

const NOTICE_2026: &str = "国务院办公厅关于2026年部分节假日安排的通知\n国办发明电〔2025〕7号
一、元旦：1月1日（周四）至3日（周六）放假调休，共3天。1月4日（周日）上班。
二、春节：2月15日（农历腊月二十八、周日）至23日（农历正月初七、周一）放假调休，共9天。2月14日（周六）、2月28日（周六）上班。
三、清明节：4月4日（周六）至6日（周一）放假，共3天。
四、劳动节：5月1日（周五）至5日（周二）放假调休，共5天。5月9日（周六）上班。
五、端午节：6月19日（周五）至21日（周日）放假，共3天。
六、中秋节：9月25日（周五）至27日（周日）放假，共3天。
七、国庆节：10月1日（周四）至7日（周三）放假调休，共7天。9月20日（周日）、10月10日（周六）上班。";

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

/// The real data say the same, where they are at hand.
#[test]
#[expect(clippy::disallowed_methods, reason = "tells where the real data are")]
fn the_notices_give_the_days_of_the_real_data() {
    let Some(folder) = std::env::var_os("HUIYIN_REAL_DATA") else {
        println!("skipped: HUIYIN_REAL_DATA is not set");
        return;
    };
    let root = std::path::PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../..");
    let folder = root.join(folder).join("calendar");
    for (text, year) in [
        (NOTICE_2024, 2024),
        (NOTICE_2025, 2025),
        (NOTICE_2026, 2026),
    ] {
        let json = std::fs::read_to_string(folder.join(format!("{year}.json"))).unwrap();
        let real = CalendarNotice::from_holiday_cn(&json).unwrap();
        assert_eq!(days(&read(text)), days(&real), "{year}");
    }
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
