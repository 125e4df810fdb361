//! Rows as the database has them. Private: no entity leaves this crate.

mod award;
mod campaigns;
mod directory;
mod ledger;
mod mail;
mod notice;
mod openness;
mod part;
mod policy;
mod routing;
mod suggestion;

pub(crate) use award::award_register;
pub(crate) use campaigns::campaign;
pub(crate) use directory::{
    account, account_role, admin_log, calendar_day, calendar_year, lease, session, setting,
    time_rule, topic, unit,
};
pub(crate) use ledger::{follower, metric_facts, seal, suggestion_event};
pub(crate) use mail::{
    incoming_mail, mail_address, mail_template, mail_thread, mail_uid, mailbox_state, outgoing_mail,
};
pub(crate) use notice::{reminder, staff_notice};
pub(crate) use openness::{archive, publication, publication_file};
pub(crate) use part::{assignment, obligation, point, rating, reply, reply_point};
pub(crate) use policy::{calendar_closure, policy_change, policy_version, procedure_version};
pub(crate) use routing::routing_rule;
pub(crate) use suggestion::{
    accused, attachment, file_text, identity, identity_view, submission,
    suggestion as suggestion_row, supplement, visible_unit,
};

/// Words of a submitter, or anything else that must not reach a log by way of `Debug`.
#[derive(Clone, PartialEq, Eq, sea_orm::DeriveValueType)]
pub(crate) struct Words(pub(crate) String);

impl std::fmt::Debug for Words {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("***")
    }
}

/// What every table module needs; the derive expects it all in scope.
mod prelude {
    pub(crate) use chrono::NaiveDate;
    pub(crate) use huiyin_core::time::Instant;
    pub(crate) use sea_orm::entity::prelude::*;

    pub(crate) use super::Words;
}

/// One module for one table: the row, without relations.
macro_rules! entity {
    ($name:ident, $table:tt { $($(#[$meta:meta])* $field:ident: $type:ty,)+ }) => {
        #[expect(unreachable_pub, reason = "what the derive makes is public, in a private module")]
        pub(crate) mod $name {
            use $crate::entity::prelude::*;

            #[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
            #[sea_orm(table_name = $table)]
            pub struct Model { $($(#[$meta])* pub $field: $type,)+ }

            #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
            pub enum Relation {}

            impl ActiveModelBehavior for ActiveModel {}
        }
    };
}
use entity;
