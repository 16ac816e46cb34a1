// SPDX-FileCopyrightText: 2026 Retrydesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "dbfixture.h"

#include "core/clock.h"
#include "pipeline/doctor.h"

#include <QDir>
#include <QFile>
#include <QTest>

using namespace dbtest;
using namespace Qt::StringLiterals;
using Level = pipeline::Check::Level;

namespace {

//! A workspace with one vehicle, whose image is where it belongs.
class Patient
{
public:
    Patient()
    {
        if (!QDir().mkpath(images()))
            throw std::runtime_error("no folder");
        workspace.run(u"INSERT INTO workspace_settings (key, value) VALUES ('images.store', ?)"_s,
                      {images()});
        workspace.addVehicle(1, {}, {{u"vin"_s, u"VIN-1"_s}});
        workspace.addImage(u"v1"_s, u"https://h/a.jpg"_s, {{u"storage_path"_s, kPath}, {u"id"_s, u"i1"_s}});
        if (!QDir().mkpath(images() + u"/v1/v1"_s))
            throw std::runtime_error("no folder");
        writeFile(image(), "bytes");
    }
    QString images() const { return workspace.filePath(u"images"_s); }
    QString image() const { return images() + u'/' + kPath; }

    std::vector<pipeline::Check> examine() const
    {
        return pipeline::examine(workspace.path(), core::Secrets(QProcessEnvironment()));
    }
    pipeline::Check check(const QString &name) const { return find(examine(), name); }
    static pipeline::Check find(const std::vector<pipeline::Check> &checks, const QString &name)
    {
        for (const pipeline::Check &check : checks) {
            if (check.name == name)
                return check;
        }
        return {};
    }

    const QString kPath = u"v1/v1/0123.jpg"_s;
    TestWorkspace workspace;
};

} // namespace

Q_DECLARE_METATYPE(pipeline::Check::Level)

class TestDoctor : public QObject
{
    Q_OBJECT

private slots:
    void nothingIsWrong();
    void eachIllIsFound_data();
    void eachIllIsFound();
    void aTornStoreIsFound();
    void temporaryFilesOfTheDeadAreCountedAndKept();
    void aWorkspaceThatCannotBeOpenedIsExplained_data();
    void aWorkspaceThatCannotBeOpenedIsExplained();
    void aWeakRoleIsNamed();
};

void TestDoctor::nothingIsWrong()
{
    const Patient patient;
    QStringList names;
    for (const pipeline::Check &check : patient.examine()) {
        names.append(check.name);
        QVERIFY(!check.detail.isEmpty());
        QVERIFY(!check.detail.contains(u"%1"_s));
        // How full this disk is says nothing about the doctor.
        if (!check.name.startsWith(u"disk_"_s))
            QVERIFY2(check.level == Level::Ok, qPrintable(check.name + u": "_s + check.detail));
    }
    QStringList expected = {u"sql_drivers"_s,   u"image_plugins"_s, u"permissions"_s,     u"disk_home"_s,
                            u"connection"_s,    u"server"_s,        u"encoding"_s,        u"schema"_s,
                            u"settings"_s,      u"disk_images"_s,   u"temporary_files"_s, u"image_store"_s,
                            u"image_files"_s,   u"queue_leases"_s,  u"queue_stuck"_s,     u"queue_dead"_s,
                            u"queue_orphans"_s, u"workers"_s,       u"breakers"_s,        u"state"_s,
                            u"counters"_s};
    if (onPostgres())
        expected.append({u"clock"_s, u"role"_s, u"pooler"_s, u"connections"_s});
    expected.sort();
    names.sort();
    QCOMPARE(names, expected);
    QVERIFY(QFile::exists(patient.image()));
    QCOMPARE(QDir(patient.images()).entryList(QDir::AllEntries | QDir::Hidden | QDir::NoDotAndDotDot),
             QStringList(u"v1"_s)); // the probe is gone
}

void TestDoctor::eachIllIsFound_data()
{
    QTest::addColumn<QStringList>("sql");
    QTest::addColumn<QString>("name");
    QTest::addColumn<Level>("level");
    QTest::addColumn<QString>("detail");
    const auto row = [](const char *title, const QStringList &sql, const char *name, Level level,
                        const char *detail) {
        QTest::newRow(title) << sql << QString::fromLatin1(name) << level << QString::fromLatin1(detail);
    };
    const QString queued =
        u"INSERT INTO scrape_retry_queue (id, vehicle_id, step_name, next_retry_at, created_at, "
        "reason, status, started_at, lease_until, lease_token, lease_owner, batch_id) "
        "VALUES ('q', 'v1', 'extract_vin', '2026-01-31T12:00:00Z', '2026-01-31T12:00:00Z', 'retry', "_s;
    const QString batch =
        u"INSERT INTO retry_batches (id, kind, starts_at, created_at, state, reason, filter, plan_hash, "
        u"actor) "
        "VALUES ('b', 'retry', '2026-01-31T12:00:00Z', '2026-01-31T12:00:00Z', 'done', 'retry', '', '', '')"_s;
    row("a lease that ran out",
        {queued + u"'running', '2026-01-31T12:00:00Z', '2026-01-31T12:01:00Z', 't', 'w', NULL)"_s},
        "queue_leases", Level::Warning, "1 steps");
    row("a step that runs for days",
        {queued + u"'running', '2026-01-31T12:00:00Z', '2099-01-31T12:01:00Z', 't', 'w', NULL)"_s},
        "queue_stuck", Level::Warning, "1 steps");
    row("a dead row", {queued + u"'dead', NULL, NULL, NULL, NULL, NULL)"_s}, "queue_dead", Level::Warning,
        "1 steps");
    row("a row of a batch that has ended", {batch, queued + u"'pending', NULL, NULL, NULL, NULL, 'b')"_s},
        "queue_orphans", Level::Warning, "1 steps");
    row("a worker that says nothing",
        {u"INSERT INTO workers VALUES ('m:1:x', 'm', 1, '0.1', '2026-01-31T12:00:00Z', '2026-01-31T12:00:00Z')"_s},
        "workers", Level::Warning, "m:1:x");
    row("an open breaker",
        {u"INSERT INTO circuit_breakers (host, step_name, state, reason) "
         "VALUES ('h.example', 'fetch_listing', 'open', 'half of them failed')"_s},
        "breakers", Level::Warning, "h.example (fetch_listing): half of them failed");
    row("a setting beyond its bounds",
        {u"INSERT INTO workspace_settings (key, value) VALUES ('net.per_host', '9999')"_s}, "settings",
        Level::Problem, "net.per_host cannot be 9999");
    row("a setting that nobody knows",
        {u"INSERT INTO workspace_settings (key, value) VALUES ('net.par_host', '1')"_s}, "settings",
        Level::Problem, "net.par_host is no setting");
    row("counts that are not those of the rows", {u"UPDATE vehicle_scrape_state SET stored_count = 7"_s},
        "state", Level::Problem, "of 2 vehicles");
    row("a vehicle that was never counted", {u"DELETE FROM vehicle_scrape_state"_s}, "state", Level::Problem,
        "of 2 vehicles");
    row("counters that are no sums",
        {u"UPDATE %1 SET vehicles = vehicles + 1"_s.arg(onPostgres() ? u"failure_counter_shards"_s
                                                                     : u"failure_counters"_s)},
        "counters", Level::Problem, "counters are not the sums");
}

void TestDoctor::eachIllIsFound()
{
    QFETCH(QStringList, sql);
    QFETCH(QString, name);
    QFETCH(QString, detail);
    Patient patient;
    patient.workspace.addVehicle(2);
    for (const QString &statement : sql)
        patient.workspace.run(statement);
    const pipeline::Check check = patient.check(name);
    QTEST(check.level, "level");
    QVERIFY2(check.detail.contains(detail), qPrintable(check.detail));
    QVERIFY(!check.advice.isEmpty());
}

void TestDoctor::aTornStoreIsFound()
{
    const Patient patient;
    QVERIFY(QFile::remove(patient.image()));
    const pipeline::Check files = patient.check(u"image_files"_s);
    QCOMPARE(files.level, Level::Problem);
    QVERIFY2(files.detail.contains(patient.kPath), qPrintable(files.detail));
    QVERIFY(QDir(patient.images()).removeRecursively());
    const pipeline::Check store = patient.check(u"image_store"_s);
    QCOMPARE(store.level, Level::Problem);
    QVERIFY(store.detail.contains(patient.images()));
    QVERIFY(!QFile::exists(patient.images())); // it is not made up
}

void TestDoctor::temporaryFilesOfTheDeadAreCountedAndKept()
{
    const Patient patient;
    const QString dead = patient.images() + u"/.incoming/dead"_s;
    QVERIFY(QDir().mkpath(dead));
    writeFile(dead + u"/1.part"_s, "x");
    const pipeline::Check check = patient.check(u"temporary_files"_s);
    QCOMPARE(check.level, Level::Warning);
    QVERIFY2(check.detail.startsWith(u"1 "_s), qPrintable(check.detail));
    QVERIFY(QFile::exists(dead + u"/1.part"_s));
}

void TestDoctor::aWorkspaceThatCannotBeOpenedIsExplained_data()
{
    QTest::addColumn<QString>("workspace");
    QTest::addColumn<QString>("name");
    QTest::addColumn<QString>("detail");
    QTest::newRow("a file that is not there")
        << u"/nowhere/w.retrydesk"_s << u"connection"_s << u"no workspace"_s;
    QTest::newRow("a server that is away")
        << u"postgresql://me:secret@127.0.0.1:1/cars"_s << u"connection"_s << u"cannot be reached"_s;
    QTest::newRow("an address that cannot be read")
        << u"postgresql://me:p/secret@h/cars"_s << u"connection"_s << u"cannot be read"_s;
    if (!onPostgres())
        return;
    QTest::newRow("no such database")
        << TestDatabase().uri() + u"&dbname=nowhere"_s << u"connection"_s << u"no database"_s;
}

void TestDoctor::aWorkspaceThatCannotBeOpenedIsExplained()
{
    QFETCH(QString, workspace);
    QFETCH(QString, name);
    QFETCH(QString, detail);
    const auto checks = pipeline::examine(workspace, core::Secrets(QProcessEnvironment()));
    const pipeline::Check check = Patient::find(checks, name);
    QCOMPARE(check.level, Level::Problem);
    QVERIFY2(check.detail.contains(detail), qPrintable(check.detail));
    QVERIFY(!check.advice.isEmpty());
    QCOMPARE(Patient::find(checks, u"sql_drivers"_s).level,
             Level::Ok); // the machine was looked at all the same
    for (const pipeline::Check &each : checks)
        QVERIFY2(!each.detail.contains(u"secret"_s) && !each.advice.contains(u"secret"_s),
                 qPrintable(each.detail));
}

void TestDoctor::aWeakRoleIsNamed()
{
    if (!onPostgres())
        QSKIP("about PostgreSQL");
    Patient patient;
    patient.workspace.run(u"DO $$ BEGIN CREATE ROLE weak_doctor LOGIN; "
                          "EXCEPTION WHEN duplicate_object THEN NULL; END $$"_s);
    QString uri = patient.workspace.path();
    uri.replace(u"retrydesk@"_s, u"weak_doctor@"_s);
    auto checks = pipeline::examine(uri, core::Secrets(QProcessEnvironment()));
    QCOMPARE(Patient::find(checks, u"role"_s).level, Level::Problem);
    QVERIFY(Patient::find(checks, u"role"_s).detail.contains(u"weak_doctor lacks rights"_s));
    QCOMPARE(Patient::find(checks, u"schema"_s).level, Level::Problem);
    patient.workspace.run(u"GRANT SELECT ON public.vehicles, public.vehicle_images TO weak_doctor"_s);
    patient.workspace.run(u"ALTER TABLE public.vehicles ENABLE ROW LEVEL SECURITY"_s);
    checks = pipeline::examine(uri, core::Secrets(QProcessEnvironment()));
    QVERIFY2(Patient::find(checks, u"role"_s).detail.contains(u"Row level security"_s),
             qPrintable(Patient::find(checks, u"role"_s).detail));
    // A newer program was here.
    patient.workspace.run(u"UPDATE schema_version SET version = version + 1"_s);
    checks = patient.examine();
    QCOMPARE(Patient::find(checks, u"schema"_s).level, Level::Problem);
    QVERIFY(Patient::find(checks, u"schema"_s).advice.contains(u"Update Retrydesk"_s));
}

QTEST_GUILESS_MAIN(TestDoctor)
#include "tst_doctor.moc"
