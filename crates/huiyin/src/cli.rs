//! The command line: a public interface, documented in the README.

mod reading;

use std::path::PathBuf;

use clap::builder::PossibleValuesParser;
use clap::{Args, Parser, Subcommand};

pub(crate) use reading::parse;

/// 回音：建议征集和办理系统。条条有回音、件件有着落、事事有结果。
#[derive(Debug, Parser)]
#[command(name = "huiyin", version, disable_help_subcommand = true)]
pub(crate) struct Cli {
    /// 数据文件夹：数据库、附件、索引都在里面
    #[arg(long, global = true, value_name = "文件夹", default_value = "./data")]
    pub(crate) data: PathBuf,
    /// 配置文件；不写则使用数据文件夹里的 huiyin.toml（如果有）
    #[arg(long, global = true, value_name = "文件")]
    pub(crate) config: Option<PathBuf>,
    #[command(subcommand)]
    pub(crate) command: Option<Door>,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Door {
    /// 启动服务（不写子命令就是它）
    Serve(Serve),
    /// 在一个空的数据文件夹里填入一年的虚构来件，供试用
    Demo,
    /// 管理工作人员账号
    #[command(subcommand)]
    User(User),
    /// 导入其他系统的来件
    Import(Import),
    /// 核对台账：哈希链、三条承诺、时限义务、附件
    Verify(Verify),
    /// 归档包
    #[command(subcommand)]
    Archive(Archive),
    /// 打印一个统计期间的指标（以领导的权限）
    Statistics(Statistics),
    /// 接收邮件
    #[command(subcommand)]
    Mail(Mail),
    /// 检索全部来件（以领导的权限）
    Search(Search),
    /// 工作日历
    #[command(subcommand)]
    Calendar(Calendar),
    /// 在这台机器上测量
    #[command(subcommand)]
    Bench(Bench),
    /// 用虚构的一年来件检验办理规则：不写任何数据，有违反承诺之处则退出码为 1
    Simulate(Simulate),
}

#[derive(Debug, Default, Args)]
pub(crate) struct Serve {
    /// 监听地址和端口，例如 127.0.0.1:8080；端口写 0 则自动选择
    #[arg(long, value_name = "地址:端口")]
    pub(crate) listen: Option<std::net::SocketAddr>,
}

#[derive(Debug, Subcommand)]
pub(crate) enum User {
    /// 添加账号；不写密码则生成一次性密码
    Add(UserAdd),
    /// 重置密码，生成一次性密码
    Passwd {
        /// 用户名
        #[arg(value_name = "用户名")]
        username: String,
        /// 从标准输入读取新密码（第一行），不生成一次性密码
        #[arg(long)]
        password_stdin: bool,
    },
    /// 列出账号
    List {
        /// 以 JSON 输出
        #[arg(long)]
        json: bool,
    },
    /// 列出角色和代码；写上用户名和角色代码，则把该账号的角色改成这些
    Roles {
        /// 用户名
        #[arg(value_name = "用户名")]
        username: Option<String>,
        /// 角色代码，用逗号分开
        #[arg(value_name = "角色代码", requires = "username")]
        roles: Option<String>,
    },
    /// 停用账号
    Disable {
        /// 用户名
        #[arg(value_name = "用户名")]
        username: String,
    },
    /// 重新启用账号
    Enable {
        /// 用户名
        #[arg(value_name = "用户名")]
        username: String,
    },
}

#[derive(Debug, Args)]
pub(crate) struct UserAdd {
    /// 用户名
    #[arg(value_name = "用户名")]
    pub(crate) username: String,
    /// 姓名；不写则与用户名相同
    #[arg(long, value_name = "姓名")]
    pub(crate) name: Option<String>,
    /// 单位的名称、简称或代码；不写则为分办台
    #[arg(long, value_name = "单位")]
    pub(crate) unit: Option<String>,
    /// 角色代码，用逗号分开，例如 clerk,registrar（见 huiyin user roles）
    #[arg(long, value_name = "角色代码", required = true)]
    pub(crate) roles: String,
    /// 从标准输入读取密码（第一行），不生成一次性密码
    #[arg(long)]
    pub(crate) password_stdin: bool,
}

#[derive(Debug, Args)]
pub(crate) struct Import {
    /// 要导入的文件
    #[arg(value_name = "文件")]
    pub(crate) file: PathBuf,
    /// 文件格式
    #[arg(long, value_name = "格式", value_parser = PossibleValuesParser::new(["jsonl", "csv", "xlsx"]))]
    pub(crate) format: String,
    /// 字段对应，例如 external_no=id,title=title,body=body,received_at=time
    #[arg(long, value_name = "字段=列,…")]
    pub(crate) map: String,
    /// new 作为新来件待受理 | closed 作为已办结的历史件
    #[arg(long, value_name = "状态", value_parser = PossibleValuesParser::new(["new", "closed"]))]
    pub(crate) state: String,
    /// 没有渠道列时使用的渠道代码，例如 external（转办）
    #[arg(long, value_name = "渠道代码", default_value = "import")]
    pub(crate) channel: String,
    /// 被拒绝的行写入这个文件（CSV）
    #[arg(long, value_name = "文件")]
    pub(crate) rejects: Option<PathBuf>,
    /// 以 JSON 输出结果
    #[arg(long)]
    pub(crate) json: bool,
}

#[derive(Debug, Args)]
pub(crate) struct Verify {
    /// 以 JSON 输出结果
    #[arg(long)]
    pub(crate) json: bool,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Archive {
    /// 核对一个归档包是否完整、有没有被改动：只看这个文件，不需要数据文件夹
    Verify(ArchiveVerify),
}

#[derive(Debug, Args)]
pub(crate) struct ArchiveVerify {
    /// 归档包（.zip），含身份的也可以
    #[arg(value_name = "文件")]
    pub(crate) file: PathBuf,
    /// 台账“归档”一条所记的摘要；写上则一并核对
    #[arg(long, value_name = "摘要")]
    pub(crate) digest: Option<String>,
    /// 以 JSON 输出结果
    #[arg(long)]
    pub(crate) json: bool,
}

#[derive(Debug, Args)]
pub(crate) struct Statistics {
    /// 统计期间：2026-09（月）、2026Q3（季度）、2026（年）、2026-09-01..2026-09-15
    #[arg(long, value_name = "期间")]
    pub(crate) period: String,
    /// 截止时点：当天 24 时；不写则为期间结束，未结束的为现在
    #[arg(long, value_name = "日期")]
    pub(crate) cut_off: Option<chrono::NaiveDate>,
    /// 单位的名称、简称或代码；不写则为全部单位
    #[arg(long, value_name = "单位")]
    pub(crate) unit: Option<String>,
    /// 另从台账逐件重算一遍，并核对是否相符；不相符时退出码不为 0
    #[arg(long)]
    pub(crate) recompute: bool,
    /// 以 JSON 输出结果
    #[arg(long)]
    pub(crate) json: bool,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Mail {
    /// 从标准输入接收一封邮件。退出码 0：已经安全保存；75：暂时不能保存，请再投递
    Deliver,
    /// 读一封邮件（标准输入），打印一行 JSON；不保存，不需要数据文件夹和配置
    Parse(Parse),
    /// 重新处理以前处理失败的来信
    Reprocess {
        /// 来信的编号；不写则重新处理全部失败的来信
        #[arg(value_name = "编号")]
        ids: Vec<i64>,
    },
    /// 把处理失败的来信（或写明编号的来信）导出为 .eml 文件
    Export {
        /// 写到哪个文件夹
        #[arg(long, value_name = "文件夹")]
        to: PathBuf,
        /// 来信的编号；不写则导出全部失败的来信
        #[arg(value_name = "编号")]
        ids: Vec<i64>,
    },
}

#[derive(Debug, Args)]
pub(crate) struct Parse {
    /// 本系统收发邮件的地址，可写多个；由它们发出的邮件判为 own
    #[arg(long, value_name = "地址")]
    pub(crate) own: Vec<String>,
}

#[derive(Debug, Args)]
pub(crate) struct Search {
    /// 要找的字句；几个词用空格隔开，表示都要出现
    #[arg(value_name = "字句", required_unless_present = "queries")]
    pub(crate) query: Option<String>,
    /// 最多给出多少件
    #[arg(long, value_name = "件数", default_value_t = 20)]
    pub(crate) limit: usize,
    /// 以 JSON 输出结果
    #[arg(long)]
    pub(crate) json: bool,
    /// 一次查很多条：每行一个 {"id","q","limit"}；结果每行一个 JSON
    #[arg(long, value_name = "文件.jsonl", conflicts_with = "query")]
    pub(crate) queries: Option<PathBuf>,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Calendar {
    /// 计算到期日：第一行是日期，其后是理由
    Due(Due),
}

#[derive(Debug, Subcommand)]
pub(crate) enum Bench {
    /// 检索：用真实材料拼成不同大小的档案，测量建索引和各类查询，与裸 tantivy 对照
    Search(BenchSearch),
    /// 打开一份建好的索引，只读：启动用时和静置时的内存（bench search 自己调用）
    #[command(hide = true)]
    AtRest(BenchAtRest),
}

#[derive(Debug, Args)]
pub(crate) struct BenchAtRest {
    /// 索引所在的文件夹
    pub(crate) dir: PathBuf,
}

#[derive(Debug, Args)]
pub(crate) struct BenchSearch {
    /// 材料文件夹，里面有 scale/pool.jsonl.zst 和 messages/*.jsonl
    #[arg(long, value_name = "文件夹", env = "HUIYIN_REAL_DATA")]
    pub(crate) material: PathBuf,
    /// 档案的件数，用逗号分开
    #[arg(long, value_name = "件数,…", value_delimiter = ',', default_value = "10000,100000",
          value_parser = clap::value_parser!(u64).range(100..=20_000_000))]
    pub(crate) sizes: Vec<u64>,
    /// 每类查询的个数
    #[arg(long, value_name = "个数", default_value_t = 500)]
    pub(crate) questions: usize,
    /// 种子：相同的种子得到相同的档案和查询
    #[arg(long, value_name = "数", default_value_t = 1)]
    pub(crate) seed: u64,
    /// 索引建在哪里，用完删除；不写则在系统的临时文件夹
    #[arg(long, value_name = "文件夹")]
    pub(crate) dir: Option<PathBuf>,
    /// 以 JSON 输出结果，每种大小一行
    #[arg(long)]
    pub(crate) json: bool,
}

#[derive(Debug, Args)]
pub(crate) struct Simulate {
    /// 模拟的年份
    #[arg(long, value_name = "年份", default_value_t = 2026,
          value_parser = clap::value_parser!(i32).range(1990..=2200))]
    pub(crate) year: i32,
    /// 每个工作日大约多少件
    #[arg(long, value_name = "件数", default_value_t = 300,
          value_parser = clap::value_parser!(u64).range(1..=100_000))]
    pub(crate) per_day: u64,
    /// 种子：相同的种子得到相同的一年
    #[arg(long, value_name = "数", default_value_t = 1)]
    pub(crate) seed: u64,
    /// 以 JSON 输出结果
    #[arg(long)]
    pub(crate) json: bool,
}

#[derive(Debug, Args)]
pub(crate) struct Due {
    /// 起算日，例如 2025-09-26
    #[arg(long, value_name = "日期")]
    pub(crate) start: String,
    /// 时限：5wd（工作日）、15d（日）、3m（月）、24h（小时）
    #[arg(long, value_name = "时限")]
    pub(crate) limit: String,
    /// 休息日收到：next-day 次日起算 | deemed-received 视为其后第一个工作日收到
    #[arg(long, value_name = "规则", default_value = "next-day",
          value_parser = PossibleValuesParser::new(["next-day", "deemed-received"]))]
    pub(crate) arrival: String,
    /// 放假安排文件（holiday-cn 格式），可写多次；不写则用内置的日历
    #[arg(long, value_name = "文件.json")]
    pub(crate) calendar: Vec<PathBuf>,
}
