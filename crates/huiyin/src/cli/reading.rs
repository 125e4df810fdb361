//! Reading the command line; help and complaints in Chinese.

use std::io::Write;
use std::process::ExitCode;

use clap::error::{ContextKind, ContextValue, ErrorKind};
use clap::{Command, CommandFactory, FromArgMatches};

use super::Cli;
use crate::failure::USAGE;

const HELP: &str = "{about-with-newline}\n用法：{usage}\n\n{all-args}{after-help}";

/// Reads the command line; prints help, version or a complaint in Chinese itself.
#[expect(
    clippy::wildcard_enum_match_arm,
    reason = "clap may add kinds of errors"
)]
pub(crate) fn parse() -> Result<Cli, ExitCode> {
    let command = chinese(Cli::command());
    let complain = |error: clap::Error| match error.kind() {
        ErrorKind::DisplayHelp
        | ErrorKind::DisplayVersion
        | ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand => {
            let is_wanted = error.kind() != ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand;
            let shown = if is_wanted {
                write!(std::io::stdout(), "{}", error.render())
            } else {
                write!(std::io::stderr(), "{}", error.render())
            };
            if is_wanted && shown.is_ok() {
                ExitCode::SUCCESS
            } else {
                ExitCode::from(USAGE)
            }
        }
        _ => {
            let text = format!("错误：{}\n用 --help 查看用法。", explain(&error));
            let _gone = writeln!(std::io::stderr(), "{text}");
            ExitCode::from(USAGE)
        }
    };
    let matches = command.try_get_matches().map_err(complain)?;
    Cli::from_arg_matches(&matches).map_err(complain)
}

/// Chinese headings and help texts for a command and all below it.
fn chinese(command: Command) -> Command {
    let names: Vec<String> = command
        .get_subcommands()
        .map(|sub| sub.get_name().to_owned())
        .collect();
    let has_version = command.get_version().is_some();
    let mut command = command
        .help_template(HELP)
        .subcommand_help_heading("命令")
        .subcommand_value_name("命令")
        .disable_help_flag(true)
        .arg(
            clap::Arg::new("help")
                .short('h')
                .long("help")
                .help("显示帮助")
                .action(clap::ArgAction::Help),
        );
    if has_version {
        command = command.disable_version_flag(true).arg(
            clap::Arg::new("version")
                .short('V')
                .long("version")
                .help("显示版本")
                .action(clap::ArgAction::Version),
        );
    }
    command = command.mut_args(|arg| {
        let heading = if arg.is_positional() {
            "参数"
        } else {
            "选项"
        };
        arg.help_heading(heading)
    });
    for name in names {
        command = command.mut_subcommand(name, chinese);
    }
    command
}

/// What is wrong with the command line, in Chinese.
#[expect(
    clippy::wildcard_enum_match_arm,
    reason = "clap may add kinds of errors"
)]
fn explain(error: &clap::Error) -> String {
    let context = |kind| match error.get(kind) {
        Some(ContextValue::String(text)) => text.clone(),
        Some(ContextValue::Strings(list)) => list.join("、"),
        Some(other) => other.to_string(),
        None => String::new(),
    };
    let arg = context(ContextKind::InvalidArg);
    let value = context(ContextKind::InvalidValue);
    match error.kind() {
        ErrorKind::InvalidSubcommand => {
            format!("没有“{}”这个命令", context(ContextKind::InvalidSubcommand))
        }
        ErrorKind::UnknownArgument => format!("不认识的参数 {arg}"),
        ErrorKind::MissingRequiredArgument => format!("缺少参数 {arg}"),
        ErrorKind::MissingSubcommand => "缺少子命令".to_owned(),
        ErrorKind::InvalidValue if value.is_empty() => format!("参数 {arg} 缺少值"),
        ErrorKind::InvalidValue => {
            let allowed = context(ContextKind::ValidValue);
            format!("参数 {arg} 的值“{value}”不对，可以是：{allowed}")
        }
        ErrorKind::ValueValidation => format!("参数 {arg} 的值“{value}”不对"),
        ErrorKind::ArgumentConflict => {
            format!(
                "参数 {arg} 不能与 {} 同时使用",
                context(ContextKind::PriorArg)
            )
        }
        ErrorKind::TooManyValues => format!("参数 {arg} 的值太多"),
        ErrorKind::InvalidUtf8 => "命令行里有无法识别的字符".to_owned(),
        _ => "命令行有误".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_command_line_is_consistent() {
        chinese(Cli::command()).debug_assert();
    }

    #[test]
    fn mistakes_are_explained_in_chinese() {
        let said = |args: &[&str]| {
            explain(
                &chinese(Cli::command())
                    .try_get_matches_from(args)
                    .unwrap_err(),
            )
        };
        assert_eq!(said(&["huiyin", "fly"]), "没有“fly”这个命令");
        assert_eq!(said(&["huiyin", "--fly"]), "不认识的参数 --fly");
        assert!(said(&["huiyin", "import", "x", "--format", "pdf"]).contains("jsonl"));
        assert!(said(&["huiyin", "calendar", "due"]).contains("--start"));
    }
}
