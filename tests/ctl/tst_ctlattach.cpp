// SPDX-FileCopyrightText: 2026 Retrydesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ctl.h"
#include "db/dbfixture.h"

#include <QJsonArray>
#include <QTest>

using namespace Qt::StringLiterals;
using ctltest::Ctl;
using ctltest::Run;
using ctltest::words;

namespace {

//! A database with 300 vehicles that another program made.
class Existing
{
public:
    Existing() : m_connection(dbtest::must(db::Connection::open(m_database.uri())))
    {
        dbtest::must(m_connection->run(QString::fromUtf8(
            dbtest::fileBytes(QStringLiteral(RETRYDESK_TEST_DATA "/postgres/existing.sql")))));
        ctl.setVariable("RETRYDESK_WORKSPACE", m_database.uri());
    }
    qint64 number(const QString &sql)
    {
        QSqlQuery query(m_connection->database());
        if (!query.exec(sql) || !query.next())
            throw std::runtime_error(sql.toStdString());
        return query.value(0).toLongLong();
    }
    //! What a person does with a script.
    void runScript(const QByteArray &sql) const
    {
        QProcess psql;
        psql.start(QStringLiteral("psql"),
                   {QStringLiteral("--no-psqlrc"), QStringLiteral("--quiet"),
                    QStringLiteral("--set=ON_ERROR_STOP=1"),
                    QStringLiteral("--file=") + ctl.write(QStringLiteral("script.sql"), sql),
                    m_database.uri()});
        if (!psql.waitForFinished() || psql.exitCode() != 0)
            throw std::runtime_error(psql.readAllStandardError().toStdString());
    }
    void run(const QString &sql) { dbtest::must(m_connection->run(sql)); }
    bool isAttached()
    {
        return number(u"SELECT count(*) FROM pg_namespace WHERE nspname = 'retrydesk'"_s) > 0;
    }

    Ctl ctl;

private:
    dbtest::TestDatabase m_database;
    std::unique_ptr<db::Connection> m_connection;
};

} // namespace

class TestCtlAttach : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase();
    void asksBeforeItChangesAnything();
    void attachesWorksAndDetaches();
    void anInterruptedCountIsSaidAndGoesOn();
    void aWorkerCountsTheRest();
    void looksWithoutTouching();
    void refusals();
    void aFileIsNotAttached();
};

void TestCtlAttach::initTestCase()
{
    if (!dbtest::onPostgres())
        QSKIP("about PostgreSQL");
}

void TestCtlAttach::asksBeforeItChangesAnything()
{
    Existing existing;
    const Run failures = existing.ctl.run(words("failures"));
    QCOMPARE(failures.code, 3);
    QVERIFY2(failures.err.contains("attach"), failures.err.constData());
    const Run text = existing.ctl.run(words("attach"));
    QCOMPARE(text.code, 0);
    QVERIFY(text.out.contains("vehicle_images.filename is called file_name here."));
    QVERIFY(text.out.contains("Nothing was changed."));
    const Run json = existing.ctl.json(words("attach"));
    QCOMPARE(json.code, 0);
    QCOMPARE(ctltest::mismatch(json.json(), R"({"workspace": "string", "role": "string", "attached": "bool",
        "vehicles": "number", "images": "number", "notes": ["string"], "warnings": ["string"],
        "refusals": ["string"], "statements": ["string"]})"),
             QString());
    QCOMPARE(json.json().value(u"attached"_s), QJsonValue(false));
    const Run sql = existing.ctl.run(words("attach --dry-run"));
    QCOMPARE(sql.code, 0);
    QVERIFY(!existing.isAttached());
    // The text that was shown is a script: it does what it says.
    existing.runScript(sql.out);
    QVERIFY(existing.isAttached());
    QCOMPARE(existing.ctl.run(words("failures")).code, 0);
}

void TestCtlAttach::attachesWorksAndDetaches()
{
    Existing existing;
    const Run attached = existing.ctl.json(words("attach --yes --batch-size 70 --pause-ms 0"));
    QVERIFY2(attached.code == 0, attached.err.constData());
    QCOMPARE(attached.json().value(u"counted"_s).toInt(), 300);
    const Run failures = existing.ctl.json(words("failures --limit 5"));
    QCOMPARE(failures.json().value(u"counting"_s), QJsonValue());
    QCOMPARE(failures.json().value(u"total"_s).toInt(),
             existing.number(u"SELECT count(*) FROM retrydesk.scrape_failure_analysis"_s));
    QCOMPARE(failures.json().value(u"items"_s).toArray().size(), 5);
    QCOMPARE(existing.ctl.json(words("attach")).json().value(u"attached"_s), QJsonValue(true));
    const Run again = existing.ctl.json(words("attach --yes"));
    QCOMPARE(again.code, 0);
    QCOMPARE(again.json().value(u"counted"_s).toInt(), 0);

    QCOMPARE(existing.ctl.run(words("detach")).code, 2);
    QVERIFY(existing.isAttached());
    QCOMPARE(existing.ctl.run(words("detach --yes")).code, 0);
    QVERIFY(!existing.isAttached());
    QCOMPARE(existing.number(u"SELECT count(*) FROM vehicles"_s), 300);
    QCOMPARE(existing.ctl.run(words("detach --yes")).code, 3);
}

void TestCtlAttach::anInterruptedCountIsSaidAndGoesOn()
{
    Existing existing;
    const auto process = existing.ctl.start(words("attach --yes --batch-size 1 --pause-ms 20"));
    QTRY_VERIFY(existing.isAttached() &&
                existing.number(u"SELECT count(*) FROM retrydesk.vehicle_scrape_state"_s) > 5);
    process->kill();
    process->waitForFinished();
    const Run text = existing.ctl.run(words("failures"));
    QCOMPARE(text.code, 0);
    QVERIFY2(text.out.contains("Not complete yet"), text.out.constData());
    const int before = existing.ctl.json(words("failures"))
                           .json()
                           .value(u"counting"_s)
                           .toObject()
                           .value(u"counted"_s)
                           .toInt();
    QVERIFY(before > 5 && before < 300);
    const Run import = existing.ctl.run(words("import --url https://bringatrailer.com/listing/invented-299"));
    QCOMPARE(import.code, 3);
    QVERIFY2(import.err.contains("still being counted"), import.err.constData());
    QCOMPARE(existing.number(u"SELECT count(*) FROM vehicles"_s), 300);
    const Run rest = existing.ctl.json(words("attach --yes --pause-ms 0"));
    QCOMPARE(rest.json().value(u"counted"_s).toInt(), 300 - before);
}

void TestCtlAttach::aWorkerCountsTheRest()
{
    Existing existing;
    existing.runScript(existing.ctl.run(words("attach --dry-run")).out);
    QCOMPARE(existing.ctl.run(words("init")).code, 0); // the place for images
    const auto process = existing.ctl.start(words("worker"));
    QTRY_COMPARE_WITH_TIMEOUT(existing.number(u"SELECT count(*) FROM retrydesk.state_fill"_s), 0, 60000);
    process->terminate();
    QCOMPARE(Ctl::finish(*process).code, 0);
    QCOMPARE(existing.number(u"SELECT count(*) FROM retrydesk.vehicle_scrape_state"_s), 300);
}

void TestCtlAttach::looksWithoutTouching()
{
    Existing existing;
    const Run taken = existing.ctl.json({u"picture"_s, existing.ctl.path(u"look.retrydesk"_s)});
    QVERIFY2(taken.code == 0, taken.err.constData());
    QCOMPARE(taken.json().value(u"vehicles"_s).toInt(), 300);
    QVERIFY(!existing.isAttached());
    existing.ctl.setVariable("RETRYDESK_WORKSPACE", existing.ctl.path(u"look.retrydesk"_s));
    const Run failures = existing.ctl.json(words("failures --type missing_vin --limit 3"));
    QCOMPARE(failures.code, 0);
    QVERIFY(failures.json().value(u"total"_s).toInt() > 3);
    QCOMPARE(existing.ctl.run(words("export report.csv")).code, 0);
    for (const char *command : {"retry --all", "config set net.per_host 2", "worker --until-empty"}) {
        const Run run = existing.ctl.run(words(command));
        QVERIFY(run.code == 2 || run.code == 3);
        QCOMPARE(run.complaintAboutError(), QString());
        QVERIFY2(run.err.contains("can only be looked at"), run.err.constData());
    }
}

void TestCtlAttach::refusals()
{
    Existing existing;
    existing.run(u"ALTER TABLE vehicle_images RENAME TO pictures"_s);
    for (const char *command : {"attach", "attach --dry-run"}) {
        const Run run = existing.ctl.run(words(command));
        QCOMPARE(run.code, 3);
        QVERIFY(run.out.contains("In the way: ") && run.out.contains("vehicle_images"));
    }
    const Run run = existing.ctl.run(words("attach --yes"));
    QCOMPARE(run.code, 3);
    QCOMPARE(run.complaintAboutError(), QString());
    QVERIFY(run.err.contains("vehicle_images"));
    QVERIFY(!existing.isAttached());
}

void TestCtlAttach::aFileIsNotAttached()
{
    const Ctl ctl;
    QCOMPARE(ctl.run(words("init")).code, 0);
    for (const char *command : {"attach", "attach --yes", "detach --yes"}) {
        const Run run = ctl.run(words(command));
        QCOMPARE(run.code, 2);
        QCOMPARE(run.complaintAboutError(), QString());
    }
}

QTEST_GUILESS_MAIN(TestCtlAttach)
#include "tst_ctlattach.moc"
