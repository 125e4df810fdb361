//! The closed sets of the field, named by the glossary.

use crate::coded::coded_enum;

coded_enum! {
    /// 件类: what a suggestion is; decided at triage.
    SuggestionKind {
        Proposal = "proposal", "建议";
        Improvement = "improvement", "合理化建议";
        Inquiry = "inquiry", "咨询";
        HelpRequest = "help_request", "求助";
        Complaint = "complaint", "投诉";
        Disclosure = "disclosure", "举报";
        Praise = "praise", "表扬";
        Petition = "petition", "信访";
    }
}

coded_enum! {
    /// What a submitter picks on the public form; triage turns it into a kind.
    Intent {
        Suggest = "suggest", "我有建议";
        Need = "need", "我有需求";
        Ask = "ask", "我要咨询";
        Report = "report", "我要反映";
    }
}

impl Intent {
    /// The kind assumed until a clerk decides.
    pub const fn presumed_kind(self) -> SuggestionKind {
        match self {
            Self::Suggest => SuggestionKind::Proposal,
            Self::Need => SuggestionKind::HelpRequest,
            Self::Ask => SuggestionKind::Inquiry,
            Self::Report => SuggestionKind::Complaint,
        }
    }
}

coded_enum! {
    /// 办理轨道: which body of rules governs an item.
    Track {
        Ordinary = "ordinary", "一般办理";
        Improvement = "improvement", "合理化建议";
        Petition = "petition", "信访程序";
    }
}

coded_enum! {
    /// 渠道: how an item reached the union.
    Channel {
        Web = "web", "网页";
        Email = "email", "邮件";
        Phone = "phone", "电话";
        Box = "box", "意见箱";
        Forum = "forum", "座谈会";
        Talk = "talk", "谈心";
        Visit = "visit", "走访";
        Survey = "survey", "问卷";
        Letter = "letter", "来信";
        WalkIn = "walk_in", "来访";
        Request = "request", "征求意见函";
        External = "external", "转办";
        WeChat = "wechat", "微信";
        Api = "api", "接口";
        Import = "import", "导入";
    }
}

coded_enum! {
    /// 建议人身份级别, chosen by the submitter.
    IdentityLevel {
        Named = "named", "实名";
        Confidential = "confidential", "隐名";
        Anonymous = "anonymous", "匿名";
    }
}

coded_enum! {
    /// 状态 of a suggestion.
    Status {
        Submitted = "submitted", "待受理";
        Supplementing = "supplementing", "待补正";
        Accepted = "accepted", "待分办";
        Assigned = "assigned", "待签收";
        InProgress = "in_progress", "办理中";
        InReview = "in_review", "待审核";
        Replied = "replied", "已答复";
        Closed = "closed", "已办结";
        Declined = "declined", "不予受理";
        Withdrawn = "withdrawn", "已撤回";
        Terminated = "terminated", "已终止";
        Merged = "merged", "已并案";
    }
}

impl Status {
    /// Nothing is owed any more. A merged child is answered through its parent and is not final.
    pub const fn is_final(self) -> bool {
        match self {
            Self::Closed | Self::Declined | Self::Withdrawn | Self::Terminated => true,
            Self::Submitted
            | Self::Supplementing
            | Self::Accepted
            | Self::Assigned
            | Self::InProgress
            | Self::InReview
            | Self::Replied
            | Self::Merged => false,
        }
    }
}

coded_enum! {
    /// 角色 of a staff account.
    Role {
        Registrar = "registrar", "登记员";
        Clerk = "clerk", "分办员";
        Liaison = "liaison", "承办联络员";
        Handler = "handler", "承办人";
        Head = "head", "部门负责人";
        Supervisor = "supervisor", "督导员";
        Leader = "leader", "分管领导";
        Caller = "caller", "回访员";
        Publisher = "publisher", "公开审核员";
        Reporter = "reporter", "统计简报员";
        Archivist = "archivist", "档案员";
        SystemAdmin = "system_admin", "系统管理员";
        SecurityAdmin = "security_admin", "安全管理员";
        AuditAdmin = "audit_admin", "审计管理员";
    }
}

impl Role {
    /// 三员: they see accounts and logs, never the text of an item.
    pub const fn is_administrator(self) -> bool {
        matches!(
            self,
            Self::SystemAdmin | Self::SecurityAdmin | Self::AuditAdmin
        )
    }
}

coded_enum! {
    /// 时限义务: what is owed.
    ObligationKind {
        Acknowledge = "acknowledge", "签收";
        Accept = "accept", "受理";
        Supplement = "supplement", "补正";
        TellDecline = "tell_decline", "不予受理告知";
        Assign = "assign", "分办";
        Rule = "rule", "裁定";
        Reply = "reply", "答复";
        SupportOpinion = "support_opinion", "协办意见";
        SignOff = "sign_off", "审签";
        FollowUp = "follow_up", "回访";
        Rate = "rate", "评价期";
        Close = "close", "办结";
        Commitment = "commitment", "承诺兑现";
        ConfirmSupport = "confirm_support", "协办确认";
        DecideMerge = "decide_merge", "并案确认";
        DecideExtension = "decide_extension", "延期审批";
        DecideTermination = "decide_termination", "终止审批";
        DecideExclusion = "decide_exclusion", "剔除审批";
        Supervision = "supervision", "督办反馈";
        Directive = "directive", "批示落实";
        ShelveReview = "shelve_review", "挂账复查";
        TellAcceptance = "tell_acceptance", "受理告知";
        ReviewWindow = "review_window", "复查复核申请期";
        AssignReview = "assign_review", "指定复查单位";
        DecideReview = "decide_review", "复查复核";
        EffectReport = "effect_report", "实施效果报告";
        DecideAward = "decide_award", "奖励审批";
    }
}

impl ObligationKind {
    /// Several promises and several 批示 may stand beside each other.
    pub const fn may_be_owed_twice(self) -> bool {
        matches!(self, Self::Commitment | Self::Directive)
    }

    /// What is still owed after the item has ended: a promise, the review of what was shelved, the
    /// decision whether a metric leaves it out, what became of an adopted improvement and whether
    /// it is rewarded.
    pub const fn outlives_the_item(self) -> bool {
        matches!(
            self,
            Self::Commitment
                | Self::DecideExclusion
                | Self::ShelveReview
                | Self::EffectReport
                | Self::DecideAward
        )
    }
}

coded_enum! {
    /// 复查 and 复核: the two steps that are open to whoever disputes the answer to a petition.
    ReviewLevel {
        Reexamination = "reexamination", "复查";
        FinalReview = "final_review", "复核";
    }
}

coded_enum! {
    /// What a 复查 or 复核 comes to.
    ReviewResult {
        Upheld = "upheld", "维持";
        Quashed = "quashed", "撤销重办";
        Changed = "changed", "变更";
    }
}

coded_enum! {
    /// 督办级别, rising.
    SupervisionLevel {
        Ordinary = "ordinary", "督办";
        Listed = "listed", "挂牌督办";
        Interview = "interview", "约谈";
    }
}

coded_enum! {
    /// What sets off 督办 (DOMAIN 5).
    SupervisionTrigger {
        RefusedToTake = "refused_to_take", "拒不签收";
        Overdue = "overdue", "超期未办";
        Repeated = "repeated", "重复反映";
        Concentrated = "concentrated", "集中反映";
        NegativeEffect = "negative_effect", "造成负面影响";
        Directive = "directive", "领导批示";
    }
}

coded_enum! {
    /// 回访结果: what the submitter says on the telephone.
    FollowUpResult {
        Solved = "solved", "已解决";
        Unsolved = "unsolved", "未解决";
        Unreached = "unreached", "未联系上";
    }
}

coded_enum! {
    /// 催办: what a step of the reminder plan sends.
    ReminderNotice {
        Reminder = "reminder", "催办提醒";
        Formal = "formal", "催办通知书";
        Circular = "circular", "列入通报";
        Moved = "moved", "承办变动";
    }
}

coded_enum! {
    /// Whether a reminder was sent, or passed over because a later one took its place.
    ReminderOutcome {
        Sent = "sent", "已发出";
        Skipped = "skipped", "未发";
    }
}

coded_enum! {
    /// 时限单位, always explicit.
    LimitUnit {
        Hour = "hour", "小时";
        WorkingDay = "working_day", "个工作日";
        Day = "day", "日";
        Month = "month", "个月";
    }
}

coded_enum! {
    /// 主办 / 协办.
    AssignmentRole {
        Lead = "lead", "主办";
        Support = "support", "协办";
    }
}

coded_enum! {
    /// 答复种类: only a final reply can lead to closing.
    ReplyKind {
        Interim = "interim", "阶段性答复";
        Final = "final", "正式答复";
    }
}

coded_enum! {
    /// 结果类别; the meaning of each letter is a dictionary, because cities differ.
    ResultClass {
        A = "A", "A类";
        B = "B", "B类";
        C = "C", "C类";
        D = "D", "D类";
    }
}

coded_enum! {
    /// 答复质检: what the gate saw in a reply (DOMAIN 7).
    GateFindingKind {
        Unanswered = "unanswered", "有诉求点没有答复";
        OffPoint = "off_point", "答非所问";
        Canned = "canned", "套话";
        InterimAsFinal = "interim_as_final", "以阶段性答复代替正式答复";
        UntrackedPromise = "untracked_promise", "承诺未登记";
    }
}

impl GateFindingKind {
    /// No reason lets such a reply pass; every other finding may be overridden with one.
    pub const fn is_blocking(self) -> bool {
        match self {
            Self::Unanswered => true,
            Self::OffPoint | Self::Canned | Self::InterimAsFinal | Self::UntrackedPromise => false,
        }
    }
}

coded_enum! {
    /// 采纳情况.
    Adoption {
        Adopted = "adopted", "采纳";
        PartlyAdopted = "partly_adopted", "部分采纳";
        NotAdopted = "not_adopted", "未采纳";
        Reserved = "reserved", "储备";
    }
}

coded_enum! {
    /// 满意度. Absence of a rating is 未评价, never satisfied.
    Satisfaction {
        Satisfied = "satisfied", "满意";
        MostlySatisfied = "mostly_satisfied", "基本满意";
        Dissatisfied = "dissatisfied", "不满意";
    }
}

coded_enum! {
    /// 临期 / 超期: computed from a due time and now, never stored.
    Urgency {
        OnTime = "on_time", "正常";
        DueSoon = "due_soon", "临期";
        Overdue = "overdue", "超期";
    }
}

coded_enum! {
    /// How a notice leaves.
    NoticeChannel {
        Mail = "mail", "邮件";
        Sms = "sms", "短信";
        WeCom = "wecom", "企业微信";
        DingTalk = "dingtalk", "钉钉";
    }
}

coded_enum! {
    /// 来信邮件 after processing.
    MailState {
        Stored = "stored", "待处理";
        Registered = "registered", "已登记";
        Supplemented = "supplemented", "已并入补充";
        Unmatched = "unmatched", "待认领";
        Automatic = "automatic", "自动邮件";
        Dismissed = "dismissed", "已处置";
        Repeated = "repeated", "重复来信";
        Failed = "failed", "处理失败";
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_code_reads_back_as_its_variant() {
        for status in Status::ALL {
            assert_eq!(Status::from_code(status.code()), Some(*status));
        }
        assert_eq!(Status::from_code("待受理"), None);
        let json = serde_json::to_string(&SuggestionKind::HelpRequest).unwrap();
        assert_eq!(json, "\"help_request\"");
        assert_eq!(
            serde_json::from_str::<SuggestionKind>(&json).unwrap(),
            SuggestionKind::HelpRequest
        );
    }
}
