//! From an action to its form, and from the answers to the action.

use huiyin_core::StaffActor;
use huiyin_workflow::{ActionKind, Suggestion};

use super::form::FormSpec;
use super::{
    accept, accused, acknowledge, assign, award, close, commitment, decline, direct, draft_reply,
    exclusion, extension, family, follow_up, handler, improvement, merge, note, publish, reason,
    reassign, repeat, review, rule, send_back, shelve, sign_off, split, split_points, supervise,
    supplement, support, terminate,
};
use crate::application::App;
use crate::error::AppError;

/// The form of an action on a suggestion. Actions of submitters and of the system have none.
pub async fn spec(
    app: &App,
    suggestion: &Suggestion,
    kind: ActionKind,
    actor: &StaffActor,
) -> Result<Option<FormSpec>, AppError> {
    let form = |explanation: &str, fields| {
        Some(FormSpec {
            action: kind,
            explanation: explanation.to_owned(),
            fields,
        })
    };
    Ok(match kind {
        ActionKind::Accept => form(
            "确认件类、类别和诉求点后受理。系统会通知建议人。",
            accept::fields(app, suggestion).await?,
        ),
        ActionKind::AskSupplement => form(
            "一次列清需要补充的内容。补正期间受理时限停表，只能要求一次。",
            supplement::fields(),
        ),
        ActionKind::ProposeDecline => form(
            "说明理由和应当去哪里。须经另一人核准后才告知建议人。",
            decline::fields(app),
        ),
        ActionKind::ConfirmDecline => form("核准后立即告知建议人，事项结束。", Vec::new()),
        ActionKind::RejectDecline => form(
            "不同意的，事项回到待受理，受理时限不变。",
            decline::reject_fields(),
        ),
        ActionKind::Assign => form(
            "确定一个主办单位，可有若干协办单位。答复时限从分办起算。",
            assign::fields(app, suggestion).await?,
        ),
        ActionKind::Acknowledge => form(
            "签收并指定承办人。",
            acknowledge::fields(app, suggestion, actor).await?,
        ),
        ActionKind::GiveSupport => form("意见交给主办单位，由其统一答复。", support::fields()),
        ActionKind::DraftReply => form(
            "逐个诉求点答复。提交后由负责人审签发出。",
            draft_reply::fields(
                app,
                suggestion,
                family::parents_reply(app, suggestion).await?.as_ref(),
            ),
        ),
        ActionKind::ReturnDraft => form("退回承办人修改。", sign_off::return_fields()),
        ActionKind::SignOff => form("审签后答复立即发出，建议人凭查询码可见。", Vec::new()),
        ActionKind::Close => form("确认结果和采纳情况后办结。", Vec::new()),
        ActionKind::Rate => form("回访时代建议人记录评价。", close::rate_fields()),
        ActionKind::Note => form("内部备注，建议人看不到。", note::fields()),
        ActionKind::ProposeExclusion => form(
            "这一件不应计入某项指标的，写明理由，由另一人核准。剔除的件数会在统计中列明。",
            exclusion::fields(suggestion),
        ),
        ActionKind::ApproveExclusion => form("核准后，这一件不再计入该项指标。", Vec::new()),
        ActionKind::RefuseExclusion => form(
            "不同意的，这一件照常计入统计。",
            reason::fields("不同意的理由"),
        ),
        ActionKind::MarkRepeat => form(
            "同一人就同一事项以前提出过的，标为那一件的重复件，计入重复率。办理照常进行。",
            repeat::fields(),
        ),
        ActionKind::RequestSendBack => form(
            "向本单位负责人提出。负责人同意之前，签收和答复的时限照常计算。",
            send_back::fields(app, suggestion),
        ),
        ActionKind::SendBack => form(
            "首次分办后 2 个工作日内可以退回一次。退回争议期间由分办台负责，建议人的答复时限不变。",
            send_back::fields(app, suggestion),
        ),
        ActionKind::AskRuling => form(
            "请督导员裁定由谁主办。裁定之前，本单位继续办理。",
            rule::ask_fields(),
        ),
        ActionKind::Rule => form(
            "裁定由谁主办。答复时限不变。",
            rule::fields(app, suggestion),
        ),
        ActionKind::Reassign => form(
            "改由另一个单位主办。建议人的答复时限不重新计算。",
            reassign::fields(app, suggestion),
        ),
        ActionKind::ProposeMerge => form(
            "请分办台决定是否并入另一件。决定之前照常办理。",
            merge::fields(app, suggestion, actor).await?,
        ),
        ActionKind::RefuseMerge => form(
            "不同意的，主办单位继续单独办理。",
            reason::fields("不同意的理由"),
        ),
        ActionKind::Merge => form(
            "与另一件合并办理、分别答复：改由那一件的主办单位负责，这一件的答复时限不变，系统会通知建议人。",
            merge::fields(app, suggestion, actor).await?,
        ),
        ActionKind::Unmerge => form(
            "恢复单独办理：回到并案以前的主办单位；以前没有的，由现在的主办单位签收。答复时限不变，可以再改派。",
            reason::fields("解除并案的理由"),
        ),
        ActionKind::SplitPoints => form(
            "来件有几个互不相关的问题的，分成几个诉求点，逐一答复。答复时限不变，系统会通知建议人。",
            split_points::fields(suggestion),
        ),
        ActionKind::Split => form(
            "来件有几件互不相关的事、应当由不同单位办理的，把其余的各拆成一件，单独登记、分办、答复；原件留下剩余的部分。答复时限不推迟，建议人用原来的查询码查看全部，系统会告知各件的登记号。",
            split::fields(app, suggestion),
        ),
        ActionKind::AskSupport => form(
            "请分办台增加协办单位。",
            support::ask_fields(app, suggestion),
        ),
        ActionKind::AddSupport => form(
            "协办单位把意见交给主办单位，由其统一答复。",
            support::add_fields(app, suggestion),
        ),
        ActionKind::RefuseSupport => form(
            "告诉主办单位为什么不增加协办。",
            reason::fields("不同意的理由"),
        ),
        ActionKind::AskExtension => form(
            "到期之前可以申请一次，由督导员审批，并告知建议人。",
            extension::ask_fields(app, suggestion),
        ),
        ActionKind::GrantExtension => form(
            "同意后立即告知建议人新的时限和理由。",
            extension::grant_fields(suggestion),
        ),
        ActionKind::RefuseExtension => {
            form("不同意的，原时限不变。", reason::fields("不同意的理由"))
        }
        ActionKind::ChangeHandler => form(
            "承办人休假、调离时更换。时限不变。",
            handler::change_fields(app, suggestion, actor).await?,
        ),
        ActionKind::Recuse => form(
            "您与这一件有利害关系的，应当回避；回避之后不再参与办理。",
            handler::recuse_fields(),
        ),
        ActionKind::NameAccused => form(
            "列明之后，被反映的人员和单位在列表、统计、搜索、通知中都看不到这一件，也不能参与办理；他们正在办理的，交回分办台。",
            accused::fields(app, suggestion).await?,
        ),
        ActionKind::Redo => form(
            "退给主办单位重新办理，时限为首次的一半；原来的答复保留，不能用同样的答复再答一次。",
            reason::fields("重办的理由"),
        ),
        ActionKind::FollowUp => form("记录电话回访的结果。", follow_up::fields()),
        ActionKind::FulfilCommitment => form(
            "承诺的事做完了，再次答复建议人。",
            commitment::fields(suggestion),
        ),
        ActionKind::Publish => publish_form(app, suggestion, false).await?,
        ActionKind::Unpublish => form(
            "立即从公开的列表、页面和搜索里消失。建议人的同意还在，改好以后可以重新公开。",
            reason::fields("撤下的理由"),
        ),
        ActionKind::Archive => form(
            "把来件、答复、办理过程和附件做成归档包，摘要记入台账。归档之后不再变动。",
            Vec::new(),
        ),
        ActionKind::Supervise => form(
            "发督办通知单，自动编号。挂牌督办和约谈的，答复由分管领导审签；督办解除之前不能办结。",
            supervise::fields(suggestion),
        ),
        ActionKind::AnswerSupervision => form("向督导组报告办理情况。", supervise::answer_fields()),
        ActionKind::LiftSupervision => form("督办的事项已经落实。", supervise::lift_fields()),
        ActionKind::Direct => form(
            "批示给责任单位。有批示的，答复由分管领导审签；报告之前不能办结。",
            direct::fields(),
        ),
        ActionKind::AnswerDirective => form("报告批示的落实情况。", direct::answer_fields()),
        ActionKind::Shelve => form(
            "因客观原因暂时无法解决的，挂账并定期复查。答复时限不变。",
            shelve::fields(app),
        ),
        ActionKind::Unshelve => form("记录复查的结论。", shelve::lift_fields()),
        ActionKind::ProposeTermination => form(
            "办理的前提已经不存在的，提请分办台终止。",
            terminate::fields(),
        ),
        ActionKind::ApproveTermination => form("核准后立即告知建议人，事项结束。", Vec::new()),
        ActionKind::RefuseTermination => {
            form("不同意的，继续办理。", reason::fields("不同意的理由"))
        }
        ActionKind::MarkUrgent => form(
            "受理、分办、签收的时限按紧急件从现在重新计算，只会提前。",
            reason::fields("加急的理由"),
        ),
        ActionKind::UnmarkUrgent => form(
            "误报的取消。已经提前的时限不再变动。",
            reason::fields("取消的理由"),
        ),
        ActionKind::ExplainOverdue => form(
            "说明超期的原因和下一步打算；有说明的不列入通报。",
            reason::fields("原因和下一步打算"),
        ),
        ActionKind::TellAcceptance => form(
            "信访受理后书面告知信访人；邮件和查询页面的告知由系统自动发出，其他方式送达的在这里记录。",
            review::tell_fields(),
        ),
        ActionKind::AssignReview => form(
            "信访人申请复查、复核的，指定作出意见的单位；期限从申请之日算起。",
            review::assign_fields(app, suggestion),
        ),
        ActionKind::ConcludeReview => form(
            "意见立即告知信访人。撤销重办的，退给主办单位重新办理；复核意见为终结意见。",
            review::conclude_fields(suggestion),
        ),
        ActionKind::MarkMajor => form(
            "重大的合理化建议，评审结论的时限改为 3 个月（从分办算起），并告知建议人。",
            reason::fields("列为重大建议的理由"),
        ),
        ActionKind::Assess => form(
            "逐项评分并写明意见，每人评审一次。有评审意见才能答复。",
            improvement::assess_fields(app),
        ),
        ActionKind::ReportEffect => form(
            "报告采纳之后的实施效果，建议人会看到。",
            improvement::effect_fields(app, suggestion),
        ),
        ActionKind::ProposeAward => form(
            "提请分管领导批准奖励。同一内容只奖励一次，奖励第一提出人。",
            award::fields(app, suggestion),
        ),
        ActionKind::ApproveAward => form("批准后立即告知建议人。", Vec::new()),
        ActionKind::RefuseAward => {
            form("不同意的，可以改正后再提。", reason::fields("不同意的理由"))
        }
        ActionKind::TakeChild
        | ActionKind::AnswerChild
        | ActionKind::ReleaseChild
        | ActionKind::FollowParent
        | ActionKind::Supplement
        | ActionKind::LapseSupplement
        | ActionKind::LapseRating
        | ActionKind::Withdraw
        | ActionKind::HandOver
        | ActionKind::ReleaseHandler
        | ActionKind::AskReview
        | ActionKind::LapseReviewWindow
        | ActionKind::GiveConsent
        | ActionKind::WithdrawConsent
        | ActionKind::MoveDue => None,
    })
}

/// 公开: the form with what the software proposes; with `hide_units` the names of units are masked
/// as well.
///
/// # Errors
/// What the database says.
pub async fn publish_form(
    app: &App,
    suggestion: &Suggestion,
    hide_units: bool,
) -> Result<Option<FormSpec>, AppError> {
    let consent = suggestion.overlays.publication.consent.as_ref();
    let byline = consent.map_or("", |consent| consent.byline.label());
    Ok(Some(FormSpec {
        action: ActionKind::Publish,
        explanation: format!(
            "公开后所有人都能看到和搜到，建议人会收到通知，随时可以撤回。建议人选择：{byline}。"
        ),
        fields: publish::fields(app, suggestion, hide_units).await?,
    }))
}
