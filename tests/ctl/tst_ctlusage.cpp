// SPDX-FileCopyrightText: 2026 Retrydesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ctl.h"

#include <QDir>
#include <QFile>
#include <QRegularExpression>
#include <QTest>

using namespace ctltest;

//! What the program says about itself, and about arguments that do not fit.
class TestCtlUsage : public QObject
{
    Q_OBJECT

private slots:
    void saysWhatEachCommandDoes_data();
    void saysWhatEachCommandDoes();
    void namesAllCommandsAndExitCodes();
    void refusesWrongArguments_data();
    void refusesWrongArguments();
    void takesGlobalOptionsAnywhere_data();
    void takesGlobalOptionsAnywhere();
    void choosesTheWorkspace();
    void complainsWhenResultsCannotBeWritten();
    void needsNoWindowSystem();
};

void TestCtlUsage::saysWhatEachCommandDoes_data()
{
    QTest::addColumn<QString>("options"); // that its help must name
    QTest::newRow("init") << "--images";
    QTest::newRow("extract") << "FILE --url";
    QTest::newRow("import") << "--url --html --list --no-images";
    QTest::newRow("failures") << "--limit --after --step --type --cause --fingerprint --host --text --source "
                                 "--since --until --attempts-min --missing-min";
    QTest::newRow("retry")
        << "--vehicle --step --all --all-images --batch-size --undo-window --dry-run --wait "
           "--patience --include-final --type --cause --fingerprint --host --text --source "
           "--since --until --attempts-min --missing-min --canary --canary-percent --later --improved";
    QTest::newRow("batch") << "list show pause resume cancel";
    QTest::newRow("batch list") << "--limit";
    QTest::newRow("batch show") << "ID --items --limit";
    QTest::newRow("batch pause") << "ID";
    QTest::newRow("batch resume") << "ID";
    QTest::newRow("batch cancel") << "ID";
    QTest::newRow("hosts") << "list trip reset probe set";
    QTest::newRow("hosts list") << "";
    QTest::newRow("hosts trip") << "HOST --step --for";
    QTest::newRow("hosts reset") << "HOST --step";
    QTest::newRow("hosts probe") << "HOST --step";
    QTest::newRow("hosts set") << "HOST --concurrency --rate --default";
    QTest::newRow("policies") << "list set reset export import";
    QTest::newRow("policies list") << "";
    QTest::newRow("policies set") << "CAUSE FIELD=VALUE max_attempts";
    QTest::newRow("policies reset") << "CAUSE";
    QTest::newRow("policies export") << "FILE";
    QTest::newRow("policies import") << "FILE";
    QTest::newRow("causes ignore") << "FINGERPRINT --reason --until";
    QTest::newRow("causes final") << "FINGERPRINT --reason";
    QTest::newRow("causes unrule") << "FINGERPRINT";
    QTest::newRow("audit") << "--limit";
    QTest::newRow("worker") << "--concurrency --until-empty --max-seconds --patience";
    QTest::newRow("queue") << "";
    QTest::newRow("causes") << "--step --type --cause --host --since";
    QTest::newRow("stats") << "--days";
    QTest::newRow("export") << "FILE --columns --raw --step --type --cause";
    QTest::newRow("vin") << "--vehicle --text --text-file";
    QTest::newRow("config") << "list get set";
    QTest::newRow("config list") << "";
    QTest::newRow("config get") << "KEY";
    QTest::newRow("config set") << "KEY VALUE";
}

void TestCtlUsage::saysWhatEachCommandDoes()
{
    QFETCH(QString, options);
    const Ctl ctl;
    const Run run = ctl.run(words(QTest::currentDataTag()) << QStringLiteral("--help"));
    QCOMPARE(run.code, 0);
    QCOMPARE(run.err, QByteArray());
    const QString help = QString::fromUtf8(run.out);
    QVERIFY2(help.section(u'\n', 0, 0).endsWith(u'.'), qPrintable(help));
    QVERIFY(help.section(u'\n', 0, 0).size() > 20);
    for (const QString &option : options.split(u' ', Qt::SkipEmptyParts))
        QVERIFY2(help.contains(option), qPrintable(option));
    QVERIFY(help.contains(QStringLiteral("--workspace")));
    QVERIFY(help.contains(QStringLiteral("--format")));
    // Types of the parser and its bounds are no words for people.
    QVERIFY2(!help.contains(QRegularExpression(QStringLiteral("\\bTEXT:|\\bINT\\b|NONNEGATIVE|e\\+"))),
             qPrintable(help));
}

void TestCtlUsage::namesAllCommandsAndExitCodes()
{
    const Ctl ctl;
    const Run run = ctl.run(words("--help"));
    QCOMPARE(run.code, 0);
    for (const char *word : {"init",     "extract", "import",  "failures",    "retry",    "worker",   "queue",
                             "causes",   "stats",   "export",  "vin",         "config",   "batch",    "hosts",
                             "policies", "audit",   "workers", "--workspace", "--format", "Exit code"})
        QVERIFY2(run.out.contains(word), word);
    QVERIFY(ctl.run(words("--version")).out.startsWith("0."));
}

void TestCtlUsage::refusesWrongArguments_data()
{
    QTest::addColumn<QStringList>("arguments");
    QTest::addColumn<QString>("named"); // what the sentence must name
    QTest::newRow("no command") << QStringList() << "command";
    QTest::newRow("an unknown command") << words("repair") << "\"repair\"";
    QTest::newRow("no subcommand") << words("config") << "command";
    QTest::newRow("an unknown subcommand") << words("config reset") << "\"reset\"";
    QTest::newRow("an unknown option") << words("queue --bogus") << "--bogus";
    QTest::newRow("one argument too many") << words("queue all") << "all";
    QTest::newRow("a positional is missing") << words("extract") << "FILE";
    QTest::newRow("no file to export to") << words("export --columns year,make") << "FILE";
    QTest::newRow("no value for a setting") << words("config set net.per_host") << "VALUE";
    QTest::newRow("a required option is missing") << words("vin") << "--vehicle";
    QTest::newRow("an option without its value") << words("queue --workspace") << "--workspace";
    QTest::newRow("the next option instead of a value") << words("import --url --no-images") << "--url";
    QTest::newRow("an empty workspace")
        << (QStringList(words("--workspace")) << QString() << QStringLiteral("queue")) << "--workspace";
    QTest::newRow("an empty filter value") << (words("retry --all --host") << QString()) << "--host";
    QTest::newRow("an unknown format") << words("--format xml queue") << "xml";
    QTest::newRow("a number out of range") << words("failures --limit 0") << "--limit";
    QTest::newRow("a word instead of a number") << words("failures --limit many") << "--limit";
    QTest::newRow("a negative number") << words("failures --attempts-min -1") << "--attempts-min";
    QTest::newRow("no requests in flight") << words("worker --concurrency 0") << "--concurrency";
    QTest::newRow("options that exclude each other")
        << words("vin --vehicle x --text a --text-file b") << "--text";
    QTest::newRow("an unknown step") << words("failures --step wash") << "fetch_listing";
    QTest::newRow("an unknown step to retry") << words("retry --step extract_vin,wash") << "fetch_listing";
    QTest::newRow("an unknown failure type") << words("failures --type rust") << "missing_vin";
    QTest::newRow("an unknown cause") << words("causes --cause rain") << "not_found";
    QTest::newRow("a time that is none") << words("failures --since yesterday") << "7d";
    QTest::newRow("a date that is none") << words("failures --until 2026-02-30") << "2026-02-30";
    QTest::newRow("a cursor that is none") << words("failures --after garbage") << "cursor";
    QTest::newRow("nothing to retry") << words("retry") << "--all";
    QTest::newRow("vehicles and a filter") << words("retry --vehicle x --cause timeout") << "filter";
    QTest::newRow("a canary of nobody") << words("retry --all --canary 0") << "--canary";
    QTest::newRow("a canary's share without a canary")
        << words("retry --all --canary-percent 50") << "--canary";
    QTest::newRow("more than all of a canary")
        << words("retry --all --canary 5 --canary-percent 101") << "--canary-percent";
    QTest::newRow("a start in the past") << words("retry --all --later 2020-01-31") << "+30m";
    QTest::newRow("a start that is no time") << words("retry --all --later soon") << "+30m";
    QTest::newRow("a start beyond all plans") << words("retry --all --later 2999-01-31") << "year";
    QTest::newRow("two starts") << words("retry --all --later +30m --undo-window 5") << "--undo-window";
    QTest::newRow("a choice of what an older extractor left")
        << words("retry --improved --all") << "--dry-run";
    QTest::newRow("a delay of the same") << words("retry --improved --undo-window 5") << "--wait";
    QTest::newRow("a batch that does not exist") << words("batch show 12345678") << "batch list";
    QTest::newRow("a batch of a whole id that does not exist")
        << words("batch cancel 5a3f555f-026c-43d0-8b67-863c19abac52") << "batch list";
    QTest::newRow("no batch") << words("batch pause") << "ID";
    QTest::newRow("members in a state that is none") << words("batch show 1 --items lost") << "retrying";
    QTest::newRow("a host with a path") << words("hosts trip example.com/cars") << "example.com:8080";
    QTest::newRow("a host that is a URL") << words("hosts trip https://example.com") << "example.com:8080";
    QTest::newRow("a host that nobody knows") << words("hosts reset example.com") << "example.com";
    QTest::newRow("a probe of such a host") << words("hosts probe example.com") << "example.com";
    QTest::newRow("a step that asks no host")
        << words("hosts trip example.com --step extract_vin") << "backfill_images";
    QTest::newRow("an unknown step of a host")
        << words("hosts trip example.com --step wash") << "fetch_listing";
    QTest::newRow("a length that is none") << words("hosts trip example.com --for ever") << "30m";
    QTest::newRow("no length") << words("hosts trip example.com --for 0s") << "30m";
    QTest::newRow("no limit to set") << words("hosts set example.com") << "--concurrency";
    QTest::newRow("limits and none") << words("hosts set example.com --rate 2 --default") << "--default";
    QTest::newRow("too many at once") << words("hosts set example.com --concurrency 65") << "--concurrency";
    QTest::newRow("a rate below nothing") << words("hosts set example.com --rate -1") << "--rate";
    QTest::newRow("a policy of no cause") << words("policies set rain retry=never") << "not_found";
    QTest::newRow("a policy's field that is none") << words("policies set timeout colour=red") << "base_ms";
    QTest::newRow("a policy's value that is none")
        << words("policies set timeout base_ms=lots") << "whole number";
    QTest::newRow("no value for a policy") << words("policies set timeout retry") << "FIELD=VALUE";
    QTest::newRow("a policy that is locked") << words("policies set storage retry=never") << "stop_worker";
    QTest::newRow("one good and one bad field")
        << words("policies set timeout base_ms=5 factor=99") << "factor";
    QTest::newRow("no policies to reset") << words("policies reset rain") << "not_found";
    QTest::newRow("policies from nowhere") << words("policies import absent.csv") << "absent.csv";
    QTest::newRow("policies from a folder") << words("policies import .") << "cannot be read";
    QTest::newRow("a rule without a reason") << words("causes ignore 2-0123456789ab") << "--reason";
    QTest::newRow("a rule for nothing") << words("causes final 2-0123456789ab --reason x") << "fingerprint";
    QTest::newRow("a rule until yesterday")
        << words("causes ignore 2-0 --reason x --until 2020-01-31") << "+30m";
    QTest::newRow("no rule to take back") << words("causes unrule 2-0123456789ab") << "no rule";
    QTest::newRow("a filter before a rule") << words("causes --cause timeout unrule 2-0") << "--cause";
    QTest::newRow("a filter behind a rule") << words("causes unrule 2-0 --cause timeout") << "--cause";
    QTest::newRow("an empty audit") << words("audit --limit 0") << "--limit";
    QTest::newRow("nothing to import") << words("import") << "list";
    QTest::newRow("two sources") << words("import --url https://bringatrailer.com/listing/x --list y")
                                 << "list";
    QTest::newRow("a saved page with two URLs")
        << words("import --html p --url a.com/x --url b.com/y") << "URL";
    QTest::newRow("an unknown setting") << words("config get net.magic") << "config list";
    QTest::newRow("an unknown setting to set") << words("config set net.magic 1") << "config list";
    QTest::newRow("a setting out of range") << words("config set net.per_host 0") << "1 to 64";
    QTest::newRow("a setting that is no number") << words("config set net.per_host some") << "1 to 64";
    QTest::newRow("an unknown column") << words("export x.csv --columns year,colour") << "discovery_url";
    QTest::newRow("images where none can be") << words("init --images ftp://host/images") << "folder";
    QTest::newRow("a bucket without keys")
        << words("init --images s3://bucket/images") << "AWS_ACCESS_KEY_ID is needed";
}

void TestCtlUsage::refusesWrongArguments()
{
    QFETCH(QStringList, arguments);
    QFETCH(QString, named);
    const Ctl ctl;
    if (arguments.value(0) != QLatin1String("init"))
        QCOMPARE(ctl.run(words("init")).code, 0);
    const Run run = ctl.run(arguments);
    QCOMPARE(run.code, 2);
    QCOMPARE(run.out, QByteArray());
    QCOMPARE(run.complaintAboutError(), QString());
    QVERIFY2(run.errorText().contains(named), run.err.constData());
    QVERIFY(!QFile::exists(ctl.path(QStringLiteral("x.csv"))));
    if (arguments.value(0) == QLatin1String("init"))
        QVERIFY(!QFile::exists(ctl.workspace()));
    else
        QCOMPARE(ctl.number(QStringLiteral("SELECT (SELECT count(*) FROM scrape_retry_queue) + "
                                           "(SELECT count(*) FROM audit_log) + "
                                           "(SELECT count(*) FROM host_gates)")),
                 0);
}

void TestCtlUsage::takesGlobalOptionsAnywhere_data()
{
    QTest::addColumn<QStringList>("arguments");
    QTest::newRow("before the command") << words("--workspace W --format json config get net.per_host");
    QTest::newRow("after the command") << words("config --workspace W --format json get net.per_host");
    QTest::newRow("after everything") << words("config get net.per_host --format json --workspace W");
    QTest::newRow("on both sides") << words("--format json config get net.per_host --workspace W");
    QTest::newRow("with equal signs") << words("config get --format=json net.per_host --workspace=W");
}

void TestCtlUsage::takesGlobalOptionsAnywhere()
{
    QFETCH(QStringList, arguments);
    Ctl ctl;
    ctl.unsetWorkspace();
    QCOMPARE(ctl.run(words("--workspace W init")).code, 0);
    const Run run = ctl.run(arguments);
    QCOMPARE(run.code, 0);
    QCOMPARE(run.out, QByteArray("{\"key\":\"net.per_host\",\"value\":\"4\"}\n"));
}

void TestCtlUsage::choosesTheWorkspace()
{
    Ctl ctl;
    ctl.unsetWorkspace();
    const QString standard = ctl.path(QStringLiteral("data/retrydesk/default.retrydesk"));
    const Run missing = ctl.run(words("queue"));
    QCOMPARE(missing.code, 3);
    QCOMPARE(missing.complaintAboutError(), QString());
    QVERIFY2(missing.errorText().endsWith(QStringLiteral("retrydeskctl --workspace %1 init").arg(standard)),
             missing.err.constData());
    QVERIFY(!QFile::exists(standard));
    // What it says is what helps.
    QCOMPARE(ctl.run({QStringLiteral("--workspace"), standard, QStringLiteral("init")}).code, 0);
    QCOMPARE(ctl.run(words("queue")).code, 0);

    ctl.setVariable("RETRYDESK_WORKSPACE", ctl.path(QStringLiteral("named.retrydesk")));
    QVERIFY(ctl.run(words("queue")).errorText().contains(QStringLiteral("named.retrydesk")));
    QCOMPARE(ctl.run({QStringLiteral("--workspace"), standard, QStringLiteral("queue")}).code, 0);
}

void TestCtlUsage::complainsWhenResultsCannotBeWritten()
{
    if (!QFile::exists(QStringLiteral("/dev/full")))
        QSKIP("This system has no /dev/full.");
    Ctl ctl;
    ctl.create();
    QProcess process;
    process.setStandardOutputFile(QStringLiteral("/dev/full"));
    process.start(QStringLiteral(RETRYDESKCTL), {QStringLiteral("--workspace"), ctl.workspace(),
                                                 QStringLiteral("config"), QStringLiteral("list")});
    const Run run = Ctl::finish(process);
    QCOMPARE(run.code, 3);
    QCOMPARE(run.complaintAboutError(), QString());
}

void TestCtlUsage::needsNoWindowSystem()
{
    QProcess ldd;
    ldd.start(QStringLiteral("ldd"), {QStringLiteral(RETRYDESKCTL)});
    if (!ldd.waitForFinished() || ldd.exitCode() != 0)
        QSKIP("ldd is not here.");
    const QByteArray libraries = ldd.readAllStandardOutput();
    QVERIFY2(libraries.contains("Qt6Core"), libraries.constData());
    QVERIFY2(!libraries.contains("Qt6Widgets"), libraries.constData());
}

QTEST_GUILESS_MAIN(TestCtlUsage)
#include "tst_ctlusage.moc"
