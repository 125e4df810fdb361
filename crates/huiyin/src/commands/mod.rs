//! One file for each command.

mod archive;
mod bench;
mod calendar;
mod demo;
mod import;
mod mail;
mod search;
mod serve;
mod simulate;
mod statistics;
mod user;
mod verify;

use std::io::Write;

use crate::cli::{Archive, Bench, Calendar, Cli, Door, Mail, Serve};
use crate::failure::Failure;

/// Runs what the command line asks for.
pub(crate) async fn run(cli: Cli) -> Result<(), Failure> {
    let Cli {
        data,
        config,
        command,
    } = cli;
    let config = config.as_deref();
    match command.unwrap_or(Door::Serve(Serve::default())) {
        Door::Serve(args) => serve::run(&data, config, args).await,
        Door::Demo => demo::run(&data, config).await,
        Door::User(args) => user::run(&data, config, args).await,
        Door::Import(args) => import::run(&data, config, args).await,
        Door::Verify(args) => verify::run(&data, config, args).await,
        Door::Statistics(args) => statistics::run(&data, config, args).await,
        Door::Mail(Mail::Deliver) => mail::deliver(&data, config).await,
        Door::Mail(Mail::Parse(args)) => mail::parse(args),
        Door::Mail(Mail::Reprocess { ids }) => mail::reprocess(&data, config, &ids).await,
        Door::Mail(Mail::Export { to, ids }) => mail::export(&data, config, &to, &ids).await,
        Door::Search(args) => search::run(&data, config, args).await,
        Door::Archive(Archive::Verify(args)) => archive::verify(&args),
        Door::Calendar(Calendar::Due(args)) => calendar::due(args),
        Door::Bench(Bench::Search(args)) => tokio::task::block_in_place(|| bench::search(&args)),
        Door::Bench(Bench::AtRest(args)) => tokio::task::block_in_place(|| bench::at_rest(&args)),
        Door::Simulate(args) => simulate::run(&args),
    }
}

/// Prints a line to standard output. A closed pipe (`| head`) ends the program quietly.
fn print(line: &str) -> Result<(), Failure> {
    let mut out = std::io::stdout().lock();
    match writeln!(out, "{line}").and_then(|()| out.flush()) {
        Ok(()) => Ok(()),
        // whoever was reading has seen enough
        Err(error) if error.kind() == std::io::ErrorKind::BrokenPipe => std::process::exit(0),
        Err(error) => Err(Failure::caused("无法写到标准输出", error)),
    }
}

/// The first line of standard input, e.g. a password.
fn read_line() -> Result<String, Failure> {
    let mut line = String::new();
    std::io::stdin()
        .read_line(&mut line)
        .map_err(|e| Failure::caused("无法读取标准输入", e))?;
    Ok(line.trim_end_matches(['\r', '\n']).to_owned())
}
