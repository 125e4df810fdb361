//! 奖励不重复: what the application knows about other items of the same content. One matter is
//! awarded once, to whoever brought it first (第一提出人优先).

use huiyin_core::time::Instant;

use crate::overlay::AwardProposal;
use crate::refusal::Refusal;
use crate::suggestion::Suggestion;

/// Another item of the same content, as the proposal names it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SameMatter {
    pub ticket_no: String,
    pub received_at: Instant,
    /// Number of the item that was awarded for it, itself or another.
    pub awarded: Option<String>,
}

/// What the award register says, read in the same transaction.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct MatterFacts {
    /// Number of the item whose award settled this one.
    pub settled_by: Option<String>,
    pub same_matter: Vec<SameMatter>,
}

/// Whether this item may be awarded for its matter.
pub(crate) fn check(
    s: &Suggestion,
    proposal: &AwardProposal,
    facts: &MatterFacts,
) -> Result<(), Refusal> {
    let own = s.ticket_no.to_string();
    if let Some(no) = &facts.settled_by {
        return Err(Refusal::Rule(format!(
            "同一内容已经由 {no} 获得奖励，不重复奖励"
        )));
    }
    for no in &proposal.same_matter {
        let known = facts.same_matter.iter().find(|m| m.ticket_no == *no);
        let Some(other) = known.filter(|m| m.ticket_no != own) else {
            return Err(Refusal::Invalid {
                field: "same_matter",
                message: format!("没有登记号为 {no} 的其他来件"),
            });
        };
        if let Some(awarded) = &other.awarded {
            return Err(Refusal::Rule(format!(
                "同一内容已经由 {awarded} 获得奖励，不重复奖励"
            )));
        }
        if other.received_at < s.received_at {
            return Err(Refusal::Rule(format!(
                "同一内容奖励第一提出人：{no} 收到在先，请在那一件上提出"
            )));
        }
    }
    Ok(())
}
