//! What is missing or contradictory is asked for in Chinese, with the field concerned.

use huiyin_core::{Actor, Adoption, PointNo, ReplyKind, ResultClass, SuggestionId, SuggestionKind};
use huiyin_workflow::metric::Metric;
use huiyin_workflow::suggestion::{CommitmentPromise, Outcome, PointReply, ReplyContent};
use huiyin_workflow::{Action, Refusal};

use super::paths::{draft, propose_decline, return_draft};
use super::world::{
    ITEM, Item, LEAD, SUPPORT, assistant, at, clerk, final_reply, handler, head, outcome,
    second_clerk, texts,
};

#[test]
fn missing_texts_are_asked_for() {
    let check = |mut item: Item, actor: Actor, action: Action, field: &str, expect: &str| {
        let refusal = item
            .attempt(&actor, at("09-28 09:00"), &action)
            .unwrap_err();
        let Refusal::Invalid { field: found, .. } = &refusal else {
            panic!("{refusal}");
        };
        assert_eq!((*found, refusal.to_string().as_str()), (field, expect));
    };
    let blank = || " \n".to_owned();
    check(
        Item::submitted(),
        clerk(),
        Action::AskSupplement { list: blank() },
        "list",
        "请填写需要补正的内容",
    );
    let decline = |reason_code: &str, explanation: &str| Action::ProposeDecline {
        reason_code: reason_code.into(),
        explanation: explanation.into(),
        go_instead: String::new(),
    };
    check(
        Item::submitted(),
        clerk(),
        decline("", "已经仲裁"),
        "reason_code",
        "请填写不予受理的理由",
    );
    check(
        Item::submitted(),
        clerk(),
        decline("arbitration", " "),
        "explanation",
        "请填写给建议人的说明",
    );
    let mut declining = Item::submitted();
    declining.act(&clerk(), "09-17 11:00", propose_decline());
    check(
        declining,
        second_clerk(),
        Action::RejectDecline { reason: blank() },
        "reason",
        "请填写不同意的理由",
    );
    check(
        Item::accepted(),
        clerk(),
        Action::Assign {
            lead: LEAD,
            supports: vec![SUPPORT, LEAD],
            note: String::new(),
        },
        "supports",
        "主办单位不能同时是协办单位",
    );
    check(
        Item::in_progress(),
        assistant(),
        Action::GiveSupport { opinion: blank() },
        "opinion",
        "请填写协办意见",
    );
    check(
        Item::in_review(),
        head(),
        Action::ReturnDraft { reason: blank() },
        "reason",
        "请填写退回修改的意见",
    );
    check(
        Item::in_progress(),
        handler(),
        Action::Note { text: blank() },
        "text",
        "请填写备注内容",
    );
    let exclude = |metric, reason: &str| Action::ProposeExclusion {
        metric,
        reason: reason.to_owned(),
    };
    check(
        Item::in_progress(),
        head(),
        exclude(Metric::Duration, " "),
        "reason",
        "请填写剔除的理由",
    );
    check(
        Item::in_progress(),
        head(),
        exclude(Metric::ReportsInTime, "台风"),
        "metric",
        "报送及时率不按件统计，没有可剔除的件",
    );
    let repeat = |of| Action::MarkRepeat {
        of,
        reason: "同一人同一事项".into(),
    };
    for of in [ITEM, SuggestionId(8)] {
        check(
            Item::submitted(),
            clerk(),
            repeat(of),
            "of",
            "只能标为比这一件更早登记的事项的重复件",
        );
    }
    let many = Action::Accept {
        kind: SuggestionKind::Proposal,
        topic: None,
        points: (1..=21).map(|n| format!("第{n}点")).collect(),
    };
    check(
        Item::submitted(),
        clerk(),
        many,
        "points",
        "诉求点最多 20 个；更多的请拆分成几件",
    );
}

#[test]
fn an_incomplete_reply_is_not_drafted() {
    let check = |content: ReplyContent, field: &str, expect: &str| {
        let refusal = Item::in_progress()
            .attempt(
                &handler(),
                at("09-28 09:00"),
                &Action::DraftReply { content },
            )
            .unwrap_err();
        let Refusal::Invalid { field: found, .. } = &refusal else {
            panic!("{refusal}");
        };
        assert_eq!((*found, refusal.to_string().as_str()), (field, expect));
    };
    let one = [PointNo(1)];
    let with = |outcome: Outcome| final_reply(&one, outcome);
    check(
        final_reply(&[], outcome(ResultClass::A)),
        "points",
        "诉求点 1 还没有答复：条条要有回音",
    );
    let blank = PointReply {
        point: PointNo(1),
        text: "　 \n".into(),
    };
    check(
        ReplyContent {
            points: vec![blank.clone()],
            ..with(outcome(ResultClass::A))
        },
        "points",
        "诉求点 1 还没有答复：条条要有回音",
    );
    check(
        final_reply(&[PointNo(1), PointNo(2)], outcome(ResultClass::A)),
        "points",
        "没有诉求点 2",
    );
    check(
        final_reply(&[PointNo(1), PointNo(1)], outcome(ResultClass::A)),
        "points",
        "诉求点 1 有两份答复，请合成一份",
    );
    check(
        ReplyContent {
            outcome: None,
            ..with(outcome(ResultClass::A))
        },
        "result_class",
        "正式答复须选择结果类别和采纳情况",
    );
    check(
        with(outcome(ResultClass::B)),
        "commitment",
        "结果为 B 类时，须写明承诺内容和兑现日期",
    );
    for class in [ResultClass::C, ResultClass::D] {
        let no_reason = Outcome {
            adoption: Adoption::NotAdopted,
            reason: Some("  ".into()),
            ..outcome(class)
        };
        check(
            with(no_reason),
            "reason",
            "结果为 C 类或 D 类时，须写明建议人能看到的理由",
        );
    }
    let promising = |text: &str, day: &str| Outcome {
        commitment: Some(CommitmentPromise {
            text: text.into(),
            due_on: day.parse().unwrap(),
        }),
        ..outcome(ResultClass::B)
    };
    check(
        with(promising(" ", "2026-12-31")),
        "commitment",
        "请写明承诺的内容",
    );
    check(
        with(Outcome {
            result_class: ResultClass::A,
            ..promising("", "2026-12-31")
        }),
        "commitment",
        "请写明承诺的内容",
    );
    check(
        with(promising("修建坡道", "2026-09-27")),
        "commitment_due_on",
        "承诺的兑现日期不能早于今天",
    );
    check(
        with(promising("修建坡道", "2206-12-31")),
        "commitment_due_on",
        "承诺的兑现日期最远为 10 年之内",
    );
    let interim = |points, outcome| ReplyContent {
        kind: ReplyKind::Interim,
        points,
        outcome,
    };
    check(interim(vec![blank], None), "points", "请至少答复一个诉求点");
    check(
        interim(texts(&one), Some(promising("修建坡道", "2026-12-31"))),
        "result_class",
        "阶段性答复不能写结果，结果由正式答复写明",
    );
}

#[test]
fn a_promise_whose_day_has_passed_is_not_signed() {
    let mut item = Item::in_progress();
    let promise = Outcome {
        commitment: Some(CommitmentPromise {
            text: "修建坡道".into(),
            due_on: "2026-09-28".parse().unwrap(),
        }),
        ..outcome(ResultClass::B)
    };
    item.act(&handler(), "09-28 09:00", draft(promise));
    item.assert_refused(
        &head(),
        "09-29 09:00",
        Action::sign_off(),
        "承诺的兑现日期不能早于今天",
    );
    // the way out is to return it
    item.act(&head(), "09-29 09:05", return_draft());
}
