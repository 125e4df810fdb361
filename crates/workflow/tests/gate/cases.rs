//! Letters as a union gets them, with replies of every kind.

use chrono::NaiveDate;
use huiyin_core::GateFindingKind::{
    self, Canned, InterimAsFinal, OffPoint, Unanswered, UntrackedPromise,
};
use huiyin_core::{PointNo, ReplyKind};
use huiyin_workflow::gate::{Cut, KeyTerms, key_terms};
use huiyin_workflow::suggestion::{Point, PointReply};
use huiyin_workflow::{GateFinding, GateMaterial, check_reply};

const CANTEEN: (&str, &str) = (
    "食堂增设无障碍通道",
    "食堂门口有三级台阶，坐轮椅的同事进不去，每次都要两个人抬。建议在东侧台阶旁修一条坡道，再装一段扶手，雨天要防滑。",
);
const OVERTIME: (&str, &str) = (
    "装配车间加班费算错了",
    "装配车间七月连续四个周末加班，工资条上的加班费是按平日一点五倍算的，按规定周末应该是两倍。找过班组长，说是系统问题，一直没有补发。",
);
const SHUTTLE: (&str, &str) = (
    "夜班通勤车末班太早",
    "夜班通勤车末班是二十二点四十分，我们化验室二十三点才交接班，每天只能打车回家。希望把末班车推迟到二十三点二十分。",
);

const CANTEEN_REPLY: &str = "您好，您关于食堂增设无障碍通道的建议收悉。经现场查看，食堂东侧台阶旁可以修建坡道。坡道已于九月十八日修好，宽一点二米，两侧装了扶手，地面做了防滑处理，轮椅可以自行进出。感谢您的建议！";
const OVERTIME_REPLY: &str = "您反映的问题经人力资源部核查属实：装配车间七月四个周末的加班，考勤系统误按平日加班计算。现已按周末两倍重新核算，少发的加班费随九月工资补发，共涉及二十六人，工资条上单列一行。";
const SHUTTLE_REPLY: &str = "来件收悉。经与车队商量，夜班通勤车末班由二十二点四十分改为二十三点二十分发车，自十月八日起执行，化验室的夜班职工交接班后都能赶上。时刻表已在班车站点更换。";

fn day() -> NaiveDate {
    NaiveDate::from_ymd_opt(2026, 9, 24).unwrap()
}

struct Asked<'a> {
    letter: (&'a str, &'a str),
    points: &'a [&'a str],
    kind: ReplyKind,
    replies: Vec<&'a str>,
    has_commitment: bool,
    recent: &'a [&'a str],
}

impl Asked<'_> {
    fn with<T>(&self, then: impl Fn(&GateMaterial<'_>) -> T) -> T {
        let points: Vec<Point> = (1_i64..)
            .zip(self.points)
            .map(|(no, summary)| Point {
                no: PointNo(no),
                summary: (*summary).to_owned(),
            })
            .collect();
        let replies: Vec<PointReply> = (1_i64..)
            .zip(&self.replies)
            .map(|(no, text)| PointReply {
                point: PointNo(no),
                text: (*text).to_owned(),
            })
            .collect();
        then(&GateMaterial {
            today: day(),
            title: self.letter.0,
            body: self.letter.1,
            points: &points,
            kind: self.kind,
            replies: &replies,
            has_commitment: self.has_commitment,
            recent: self.recent,
            cut: Cut(&|clause| vec![clause]),
        })
    }

    fn findings(&self) -> Vec<GateFinding> {
        self.with(check_reply)
    }

    fn terms(&self) -> KeyTerms {
        self.with(key_terms)
    }
}

fn asked<'a>(letter: (&'a str, &'a str), replies: &[&'a str]) -> Asked<'a> {
    Asked {
        letter,
        points: &[""],
        kind: ReplyKind::Final,
        replies: replies.to_vec(),
        has_commitment: false,
        recent: &[],
    }
}

fn kinds(findings: &[GateFinding]) -> Vec<GateFindingKind> {
    findings.iter().map(|f| f.kind).collect()
}

#[test]
fn an_answer_to_the_question_passes() {
    for (letter, reply) in [
        (CANTEEN, CANTEEN_REPLY),
        (OVERTIME, OVERTIME_REPLY),
        (SHUTTLE, SHUTTLE_REPLY),
        (CANTEEN, "坡道和扶手已经装好，欢迎使用。"),
        (
            SHUTTLE,
            "不能推迟：末班车要接送外地职工赶二十三点十分的火车。",
        ),
        (OVERTIME, "经查，考勤系统算错，少发的加班费九月补发。"),
    ] {
        assert_eq!(asked(letter, &[reply]).findings(), [], "{reply}");
    }
}

#[test]
fn a_reply_of_another_item_is_off_the_point() {
    for (letter, reply) in [
        (CANTEEN, OVERTIME_REPLY),
        (CANTEEN, SHUTTLE_REPLY),
        (OVERTIME, CANTEEN_REPLY),
        (OVERTIME, SHUTTLE_REPLY),
        (SHUTTLE, OVERTIME_REPLY),
    ] {
        let findings = asked(letter, &[reply]).findings();
        assert_eq!(kinds(&findings), [OffPoint], "{} – {reply}", letter.0);
        assert!(!findings[0].evidence.is_empty());
    }
}

#[test]
fn passing_on_and_studying_are_no_final_reply() {
    for reply in [
        "您的留言已收悉。关于您反映的问题，已转后勤部调查处理。",
        "您好！您反映的问题我们高度重视，已转交相关部门，正在研究，有结果会及时反馈。",
        "来信收悉，我们将尽快办理，请耐心等待。",
        "您的建议已上报公司，我们会认真研究。感谢您对工会工作的支持！",
    ] {
        let findings = asked(CANTEEN, &[reply]).findings();
        assert_eq!(kinds(&findings), [InterimAsFinal], "{reply}");
        let interim = Asked {
            kind: ReplyKind::Interim,
            ..asked(CANTEEN, &[reply])
        };
        assert_eq!(interim.findings(), [], "an interim reply says just that");
    }
    for reply in [
        "已转后勤部。经查，坡道图纸已经批准，预算在册。",
        "您反映的问题已转交后勤部办理，后勤部在东侧修了坡道，轮椅可以进出。",
    ] {
        assert_eq!(asked(CANTEEN, &[reply]).findings(), [], "{reply}");
    }
}

#[test]
fn courtesy_alone_and_a_text_pasted_again_are_canned() {
    let courtesy = "尊敬的职工：您好！您的来信收悉，感谢您对工会工作的支持与监督！2026年9月24日";
    let findings = asked(SHUTTLE, &[courtesy]).findings();
    assert_eq!(kinds(&findings), [Canned]);

    let general = "工会历来重视职工的合理诉求，坚持以职工为中心，不断完善服务机制，畅通沟通渠道，努力为职工办实事解难事，下一步将继续加强与各方面的沟通协调，不断提高服务质量和水平。";
    let again = Asked {
        recent: &[general],
        ..asked(SHUTTLE, &[general])
    };
    let findings = again.findings();
    assert!(kinds(&findings).contains(&Canned), "{findings:?}");

    // the same rule answers the same question of many
    let same = Asked {
        recent: &[SHUTTLE_REPLY],
        ..asked(SHUTTLE, &[SHUTTLE_REPLY])
    };
    assert_eq!(same.findings(), []);
}

#[test]
fn a_promise_with_a_day_must_become_a_commitment() {
    let rows: &[(&str, bool)] = &[
        ("食堂东侧坡道将于10月30日前完成施工。", true),
        ("坡道预计年底前建成，轮椅可以进出食堂。", true),
        ("食堂坡道计划11月中旬完工。", true),
        ("食堂坡道将于十二月十日前完工。", true),
        ("坡道的扶手力争在2027年3月安装到位。", true),
        ("食堂坡道已于9月18日完成施工。", false),
        ("食堂坡道原计划8月完成，因下雨推迟，现已修好。", false),
        ("按规定，改造食堂门口应当在30个工作日内完成审批。", false),
        ("我们将继续做好食堂坡道的维护。", false),
    ];
    for (reply, is_promise) in rows {
        let found = asked(CANTEEN, &[reply]).findings();
        let expected: &[GateFindingKind] = if *is_promise {
            &[UntrackedPromise]
        } else {
            &[]
        };
        assert_eq!(kinds(&found), expected, "{reply}");
        let tracked = Asked {
            has_commitment: true,
            ..asked(CANTEEN, &[reply])
        };
        assert_eq!(tracked.findings(), [], "{reply}");
    }
}

#[test]
fn every_point_gets_its_reply_and_its_own_one() {
    let two = Asked {
        points: &["修坡道", "加班费补发"],
        ..asked(CANTEEN, &[CANTEEN_REPLY, "  "])
    };
    let findings = two.findings();
    assert_eq!(kinds(&findings), [Unanswered]);
    assert_eq!(findings[0].point, Some(PointNo(2)));
    assert!(findings[0].kind.is_blocking());

    let long_stray = format!(
        "{SHUTTLE_REPLY}站台新设了候车亭和长椅，司机排班由两班改为三班，冬季提前二十分钟热车，车上加装监控。"
    );
    let stray = Asked {
        points: &["修坡道", "装扶手"],
        ..asked(CANTEEN, &[CANTEEN_REPLY, &long_stray])
    };
    let findings = stray.findings();
    assert_eq!(kinds(&findings), [OffPoint]);
    assert_eq!(findings[0].point, Some(PointNo(2)));
}

#[test]
fn what_the_unit_always_writes_does_not_make_a_reply_fit() {
    // a canteen office: every reply speaks of its canteen, so the word proves nothing
    let usual: Vec<String> = (0..40)
        .map(|i| {
            format!("食堂管理科回复：第{i}批原料抽检合格，食堂餐厅照常供应，食堂管理科持续改进。")
        })
        .collect();
    let recent: Vec<&str> = usual.iter().map(String::as_str).collect();
    let stray = "食堂管理科回复：早餐鸡蛋由食堂餐厅统一采购，冷藏柜温度每两小时记录一次，食堂管理科对供货商实行月度考核，食堂餐厅的餐具消毒由保洁班负责。";
    let at_home = Asked {
        recent: &recent,
        ..asked(CANTEEN, &[stray])
    };
    assert_eq!(kinds(&at_home.findings()), [OffPoint]);
}

#[test]
fn key_terms_stand_side_by_side() {
    let terms = asked(CANTEEN, &[CANTEEN_REPLY]).terms();
    let named = |text: &str| terms.asked.iter().find(|t| t.text.contains(text));
    assert!(named("食堂").unwrap().is_shared, "{terms:?}");
    assert!(
        terms
            .covered
            .iter()
            .any(|t| t.text.contains("坡道") && t.is_shared)
    );
    let stray = asked(CANTEEN, &[OVERTIME_REPLY]).terms();
    assert!(stray.asked.iter().all(|t| !t.is_shared), "{stray:?}");
    assert!(stray.covered.iter().all(|t| !t.is_shared), "{stray:?}");
    assert!(stray.asked.len() <= 12 && !stray.asked.is_empty());
}

#[test]
fn key_terms_are_whole_words_where_words_are_known() {
    // the edges that a dictionary gives
    fn words(clause: &str) -> Vec<&str> {
        clause
            .split_inclusive("坡道")
            .flat_map(|part| match part.strip_suffix("坡道") {
                Some(before) => vec![before, "坡道"],
                None => vec![part],
            })
            .collect()
    }
    let terms = asked(CANTEEN, &[CANTEEN_REPLY]).with(|material| {
        key_terms(&GateMaterial {
            cut: Cut(&words),
            ..*material
        })
    });
    let ramps = terms.covered.iter().filter(|t| t.text.contains("坡道"));
    let ramps: Vec<&str> = ramps.map(|t| t.text.as_str()).collect();
    assert_eq!(ramps, ["坡道"], "{terms:?}");
}

#[test]
fn nothing_written_and_nothing_asked_are_no_accident() {
    assert_eq!(kinds(&asked(("", ""), &[]).findings()), [Unanswered]);
    assert_eq!(asked(("", ""), &[CANTEEN_REPLY]).findings(), []);
    assert_eq!(asked(CANTEEN, &[]).terms().covered, []);
}
