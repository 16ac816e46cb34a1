// SPDX-FileCopyrightText: 2026 Retrydesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ctl.h"

#include "support/originfixture.h"

#include <QDir>
#include <QFile>
#include <QJsonArray>
#include <QTest>

#include <sys/resource.h>

using namespace ctltest;
using namespace testsupport;

//! Workspaces, disks and folders that cannot be used: one sentence that says what to do, and nothing is lost.
class TestCtlWorkspace : public QObject
{
    Q_OBJECT

private slots:
    void refusesWhatIsNoWorkspace_data();
    void refusesWhatIsNoWorkspace();
    void refusesToCreateWhereNothingCanBe_data();
    void refusesToCreateWhereNothingCanBe();
    void createsNothingWithoutItsImages();
    void keepsWhatIsThereWhenCreatedAgain();
    void survivesAFullDisk_data();
    void survivesAFullDisk();
    void reportsAReadOnlyWorkspace();
    void waitsForAnImageFolderThatVanished();
    void namesVehiclesThatDoNotExist();
    void looksAWorkspaceOver();
    void refusesReportsThatCannotBeWritten_data();
    void refusesReportsThatCannotBeWritten();
};

namespace {

QByteArray read(const QString &path)
{
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

QStringList at(const QString &workspace, const char *command)
{
    return QStringList{QStringLiteral("--workspace"), workspace} + words(command);
}

//! Makes something of the kind and returns where it is.
QString make(const Ctl &ctl, const QString &kind)
{
    const QString path = ctl.path(kind);
    if (kind == QLatin1String("empty"))
        ctl.write(kind, {});
    else if (kind == QLatin1String("text"))
        ctl.write(kind, "This is a shopping list.\n");
    else if (kind == QLatin1String("page"))
        ctl.write(kind, "<!doctype html>" + QByteArray(100'000, ' '));
    else if (kind == QLatin1String("folder"))
        QDir().mkpath(path + QStringLiteral("/inside"));
    else if (kind == QLatin1String("other"))
        ctl.execute(QStringLiteral("CREATE TABLE songs (title TEXT)"), path);
    else if (kind == QLatin1String("newer")) {
        ctl.run(at(path, "init"));
        ctl.execute(QStringLiteral("PRAGMA user_version = 999"), path);
    } else if (kind == QLatin1String("below")) {
        return ctl.write(kind, "A file is no folder.") + QStringLiteral("/w.retrydesk");
    } else if (kind == QLatin1String("server")) {
        return QStringLiteral("postgresql://user@localhost:1/retrydesk"); // a port nobody listens on
    }
    return path;
}

//! The limit is inherited by the child that is started while this lives: its files cannot grow further, as on
//! a full disk.
class FileSizeLimit
{
public:
    explicit FileSizeLimit(rlim_t bytes)
    {
        getrlimit(RLIMIT_FSIZE, &m_before);
        const rlimit limit{bytes, m_before.rlim_max};
        setrlimit(RLIMIT_FSIZE, &limit);
    }
    ~FileSizeLimit() { setrlimit(RLIMIT_FSIZE, &m_before); }
    Q_DISABLE_COPY_MOVE(FileSizeLimit)

private:
    rlimit m_before = {};
};

} // namespace

void TestCtlWorkspace::refusesWhatIsNoWorkspace_data()
{
    QTest::addColumn<QString>("kind");
    QTest::addColumn<QString>("expected");
    QTest::newRow("nothing there") << "absent"
                                   << "init";
    QTest::newRow("an empty file") << "empty"
                                   << "init";
    QTest::newRow("a text") << "text"
                            << "no SQLite database";
    QTest::newRow("a page") << "page"
                            << "no SQLite database";
    QTest::newRow("a folder") << "folder"
                              << "folder";
    QTest::newRow("the database of another program") << "other"
                                                     << "another program";
    QTest::newRow("a newer schema") << "newer"
                                    << "update Retrydesk";
    QTest::newRow("below a file") << "below"
                                  << "init";
    QTest::newRow("a server that does not answer") << "server"
                                                   << "cannot be reached";
}

void TestCtlWorkspace::refusesWhatIsNoWorkspace()
{
    QFETCH(QString, kind);
    QFETCH(QString, expected);
    const Ctl ctl;
    const QString path = make(ctl, kind);
    const QByteArray before = read(path);
    const QStringList files = QDir(ctl.path(QStringLiteral("."))).entryList(QDir::AllEntries);
    for (const char *command :
         {"queue", "failures", "worker --until-empty", "retry --all", "config set net.per_host 2",
          "import --url https://bringatrailer.com/listing/x"}) {
        const Run run = ctl.run(at(path, command));
        QCOMPARE(run.code, 3);
        QCOMPARE(run.out, QByteArray());
        QCOMPARE(run.complaintAboutError(), QString());
        QVERIFY2(run.errorText().contains(expected), run.err.constData());
    }
    QCOMPARE(read(path), before);
    QCOMPARE(QDir(ctl.path(QStringLiteral("."))).entryList(QDir::AllEntries), files);
}

void TestCtlWorkspace::refusesToCreateWhereNothingCanBe_data()
{
    QTest::addColumn<QString>("kind");
    for (const char *kind : {"text", "page", "folder", "other", "newer", "below", "server"})
        QTest::newRow(kind) << QString::fromUtf8(kind);
}

void TestCtlWorkspace::refusesToCreateWhereNothingCanBe()
{
    QFETCH(QString, kind);
    const Ctl ctl;
    const QString path = make(ctl, kind);
    const QByteArray before = read(path);
    const QStringList files = QDir(ctl.path(QStringLiteral("."))).entryList(QDir::AllEntries);
    const Run run = ctl.run(at(path, "init"));
    QCOMPARE(run.code, 3);
    QCOMPARE(run.out, QByteArray());
    QCOMPARE(run.complaintAboutError(), QString());
    QCOMPARE(read(path), before);
    QCOMPARE(QDir(ctl.path(QStringLiteral("."))).entryList(QDir::AllEntries), files);
}

void TestCtlWorkspace::createsNothingWithoutItsImages()
{
    const Ctl ctl;
    ctl.write(QStringLiteral("file"), "A file is no folder.");
    const Run run = ctl.run(words("init --images file/images"));
    QCOMPARE(run.code, 3);
    QCOMPARE(run.complaintAboutError(), QString());
    QVERIFY(!QFile::exists(ctl.workspace()));
    // With a folder that can be, it is used.
    const Run second = ctl.json(words("init --images some/where"));
    QCOMPARE(second.code, 0);
    QCOMPARE(second.json().value(QLatin1String("images")).toString(), ctl.path(QStringLiteral("some/where")));
    QVERIFY(QDir(ctl.path(QStringLiteral("some/where"))).exists());
    QCOMPARE(second.json().value(QLatin1String("workspace")).toString(), ctl.workspace());
}

void TestCtlWorkspace::keepsWhatIsThereWhenCreatedAgain()
{
    const Ctl ctl;
    const Run first = ctl.json(words("init"));
    ctl.set(QStringLiteral("net.per_host"), QStringLiteral("2"));
    const Run second = ctl.json(words("init"));
    QCOMPARE(second.code, 0);
    QCOMPARE(second.out, first.out);
    QCOMPARE(ctl.run(words("config get net.per_host")).out, QByteArray("2\n"));
}

void TestCtlWorkspace::survivesAFullDisk_data()
{
    QTest::addColumn<int>("kilobytes"); // the largest size of a file; the database alone has about 200
    QTest::newRow("no room at all") << 1;
    QTest::newRow("full while the listings are stored") << 100;
    QTest::newRow("full while steps end") << 260;
}

void TestCtlWorkspace::survivesAFullDisk()
{
    QFETCH(int, kilobytes);
    OriginFixture fixture;
    for (int i = 0; i < 8; ++i)
        fixture.addListing(QStringLiteral("listing-%1").arg(i), 4);
    Ctl ctl;
    // What the full disk kept from being handed back is taken over when its lease ends.
    ctl.create({QStringLiteral("queue.heartbeat_ms"), QStringLiteral("500"), QStringLiteral("queue.lease_ms"),
                QStringLiteral("1500")});
    ctl.write(QStringLiteral("urls"), fixture.origin.listingUrls().join(u'\n').toUtf8());
    std::unique_ptr<QProcess> process;
    {
        const FileSizeLimit limit(static_cast<rlim_t>(kilobytes) * 1024);
        process = ctl.start(words("import --list urls"));
        QVERIFY(process->waitForStarted());
    }
    const Run full = Ctl::finish(*process);
    QCOMPARE(full.code, 3);
    QCOMPARE(full.complaintAboutError(), QString());
    QVERIFY2(full.errorText().contains(QStringLiteral("room")), full.err.constData());

    // With room again everything is as if nothing had happened.
    QCOMPARE(ctl.text(QStringLiteral("PRAGMA integrity_check")), QStringLiteral("ok"));
    const Run again = ctl.run(words("import --list urls"));
    QCOMPARE(again.code, 0);
    QCOMPARE(ctl.number(QStringLiteral("SELECT count(*) FROM vehicles")), 8);
    QCOMPARE(ctl.number(QStringLiteral("SELECT count(*) FROM vehicle_images")), 32);
    QCOMPARE(ctl.number(QStringLiteral("SELECT count(DISTINCT source_url) FROM vehicle_images")), 32);
    QCOMPARE(ctl.json(words("queue")).json().value(QLatin1String("running")).toInt(), 0);
    QVERIFY(ctl.run(words("failures")).out.startsWith("Nothing"));
}

void TestCtlWorkspace::reportsAReadOnlyWorkspace()
{
    Ctl ctl;
    ctl.create();
    QFile::setPermissions(ctl.workspace(), QFile::ReadOwner);
    QDir folder(ctl.path(QStringLiteral(".")));
    QFile::setPermissions(folder.path(), QFile::ReadOwner | QFile::ExeOwner);
    const bool isBound = !QFile(ctl.path(QStringLiteral("probe"))).open(QIODevice::WriteOnly);
    const Run run = ctl.run(words("config set net.per_host 2"));
    QFile::setPermissions(folder.path(), QFile::ReadOwner | QFile::WriteOwner | QFile::ExeOwner);
    if (!isBound)
        QSKIP("Permissions do not bind this user.");
    QCOMPARE(run.code, 3);
    QCOMPARE(run.complaintAboutError(), QString());
}

void TestCtlWorkspace::waitsForAnImageFolderThatVanished()
{
    OriginFixture fixture;
    const ListingPage page = fixture.addListing(QStringLiteral("a"), 3);
    fixture.origin.setFault(page.images.at(1), Fault::withStatus(500));
    const QString url = fixture.origin.url(page.path()).toString();
    Ctl ctl;
    ctl.create({QStringLiteral("retry.base_ms"), QStringLiteral("0")});
    ctl.set(QStringLiteral("retry.max_attempts"), QStringLiteral("2"));
    QCOMPARE(ctl.run({QStringLiteral("import"), QStringLiteral("--url"), url}).code, 1);
    fixture.origin.clearFaults();
    const int requests = fixture.origin.requestCount();

    QVERIFY(QDir().rename(ctl.images(), ctl.path(QStringLiteral("elsewhere"))));
    for (const char *command :
         {"retry --all --include-final --wait", "worker --until-empty", "import --list urls"}) {
        ctl.write(QStringLiteral("urls"), url.toUtf8());
        const Run run = ctl.run(words(command));
        QCOMPARE(run.code, 3);
        QCOMPARE(run.complaintAboutError(), QString());
        QVERIFY2(run.errorText().contains(QStringLiteral("The image folder %1 is missing").arg(ctl.images())),
                 run.err.constData());
    }
    QCOMPARE(fixture.origin.requestCount(), requests); // nothing was fetched for nowhere
    QVERIFY(!QDir(ctl.images()).exists());             // and no empty folder hides the mount point
    QCOMPARE(ctl.run(words("failures")).code, 0);      // looking is allowed
    QCOMPARE(ctl.number(QStringLiteral("SELECT count(*) FROM vehicle_images")), 2);

    // When it is back, what was planned is done.
    QVERIFY(QDir().rename(ctl.path(QStringLiteral("elsewhere")), ctl.images()));
    QCOMPARE(ctl.run(words("worker --until-empty --patience 0")).code, 0);
    QCOMPARE(ctl.number(QStringLiteral("SELECT count(*) FROM vehicle_images")), 3);
    QCOMPARE(fixture.origin.requestCount(), requests + 1);
}

void TestCtlWorkspace::namesVehiclesThatDoNotExist()
{
    Ctl ctl;
    ctl.create();
    const QString id = QStringLiteral("00000000-0000-0000-0000-000000000000");
    for (const char *option : {"--dry-run", "--wait"}) {
        const Run run =
            ctl.json({QStringLiteral("retry"), QStringLiteral("--vehicle"), id, QLatin1String(option)});
        QCOMPARE(run.code, 1);
        QCOMPARE(run.complaintAboutError(), QString());
        QVERIFY(run.errorText().contains(id));
        const QJsonArray excluded = run.json().value(QLatin1String("excluded")).toArray();
        QCOMPARE(excluded.size(), 1);
        QCOMPARE(excluded.first()[QLatin1String("vehicle_id")].toString(), id);
        QCOMPARE(excluded.first()[QLatin1String("reason")].toString(), QStringLiteral("unknown_vehicle"));
        QCOMPARE(run.json().value(QLatin1String("planned")).toInt(), 0);
    }
    const Run vin = ctl.json({QStringLiteral("vin"), QStringLiteral("--vehicle"), id});
    QCOMPARE(vin.code, 2);
    QCOMPARE(vin.out, QByteArray());
    QCOMPARE(vin.complaintAboutError(), QString());
    QCOMPARE(ctl.number(QStringLiteral("SELECT count(*) FROM retry_batches")), 0);
}

void TestCtlWorkspace::looksAWorkspaceOver()
{
    const char *shape = R"({"ok": "bool", "checks": [{"name": "string", "ok": "bool", "level": "string",
                            "detail": "string", "advice": "string?"}]})";
    Ctl ctl;
    const Run absent = ctl.json({QStringLiteral("doctor")});
    QCOMPARE(absent.code, 1);
    QCOMPARE(mismatch(absent.json(), shape), QString());
    QCOMPARE(absent.json().value(QLatin1String("ok")), QJsonValue(false));
    ctl.create();
    const Run healthy = ctl.json({QStringLiteral("doctor")});
    QCOMPARE(healthy.code, 0);
    QCOMPARE(mismatch(healthy.json(), shape), QString());
    QCOMPARE(healthy.json().value(QLatin1String("ok")), QJsonValue(true));
    ctl.execute(QStringLiteral(
        "INSERT OR REPLACE INTO workspace_settings (key, value) VALUES ('net.per_host', 'much')"));
    const Run ill = ctl.run({QStringLiteral("doctor")});
    QCOMPARE(ill.code, 1);
    QVERIFY2(ill.out.contains("problem  settings         net.per_host cannot be much."), ill.out.constData());
    QCOMPARE(ill.err, QByteArray());
}

void TestCtlWorkspace::refusesReportsThatCannotBeWritten_data()
{
    QTest::addColumn<QString>("file");
    QTest::newRow("no such folder") << "absent/report.csv";
    QTest::newRow("a folder") << ".";
    QTest::newRow("below a file") << "w.retrydesk/report.csv";
}

void TestCtlWorkspace::refusesReportsThatCannotBeWritten()
{
    QFETCH(QString, file);
    Ctl ctl;
    ctl.create();
    const Run run = ctl.run({QStringLiteral("export"), file});
    QCOMPARE(run.code, 3);
    QCOMPARE(run.out, QByteArray());
    QCOMPARE(run.complaintAboutError(), QString());
    QCOMPARE(QDir(ctl.path(QStringLiteral("."))).entryList({QStringLiteral("*.json")}).size(), 0);
}

QTEST_GUILESS_MAIN(TestCtlWorkspace)
#include "tst_ctlworkspace.moc"
