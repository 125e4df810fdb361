//! Accounts and sessions of the staff.

mod absence;
mod administer;
mod password;
mod session;
mod sign_in;

pub use absence::{AbsenceForm, move_account, possible_deputies, set_absence};
pub use administer::{
    AccountForm, NewPassword, add_account, change_own_password, ensure_first_administrator,
    reset_password, set_active, set_password, set_roles,
};
pub use password::PASSWORD_MIN;
pub use session::{SignedIn, session, sign_out};
pub use sign_in::{SignIn, sign_in};
