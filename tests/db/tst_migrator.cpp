// SPDX-FileCopyrightText: 2026 Retrydesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "dbfixture.h"

#include "db/dialect.h"
#include "db/migrator.h"

#include <QDir>
#include <QTest>

#include <mutex>
#include <thread>

using namespace dbtest;
using namespace Qt::StringLiterals;
using core::ErrorCode;
using db::Migration;

namespace {

QString steps(const QString &folder, const QString &version, const QString &name, const char *sql)
{
    QDir().mkpath(folder + u'/' + version);
    writeFile(folder + u'/' + version + u'/' + name + u".sql"_s, sql);
    return folder;
}

//! Two versions of a small schema; with `broken` the second ends in a statement that fails.
QString twoVersions(const QString &folder, bool broken = false)
{
    steps(folder, u"0001_first"_s, u"01_a"_s, "CREATE TABLE a (x)");
    steps(folder, u"0002_second"_s, u"01_b"_s, "CREATE TABLE b (x)");
    steps(folder, u"0002_second"_s, u"02_fill"_s,
          broken ? "INSERT INTO nowhere VALUES (1)" : "INSERT INTO b VALUES (1)");
    return folder;
}

QVariant scalar(db::Connection &connection, const QString &sql)
{
    auto statement = must(connection.prepare(sql));
    must(statement.exec());
    return statement.next() ? statement.value(0) : QVariant();
}

QStringList tables(db::Connection &connection)
{
    auto statement =
        must(connection.prepare(u"SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY name"_s));
    must(statement.exec());
    QStringList names;
    while (statement.next())
        names.append(statement.text(0));
    return names;
}

constexpr int kThreads = 4;

//! What several connections report that migrate one file at the same time; those that fail report nothing.
QList<Migration> migrateAtOnce(const QString &path, const QString &folder)
{
    std::mutex mutex;
    QList<Migration> found;
    std::vector<std::thread> threads;
    for (int i = 0; i < kThreads; ++i) {
        threads.emplace_back([&] {
            auto connection = db::Connection::open(path, true);
            const auto migrated = connection ? db::migrate(**connection, folder) : connection.error();
            const std::lock_guard lock(mutex);
            if (migrated)
                found.append(*migrated);
            else
                qWarning().noquote() << migrated.error().message << migrated.error().detail;
        });
    }
    for (std::thread &thread : threads)
        thread.join();
    return found;
}

void runAll(const QString &path, const QStringList &statements)
{
    const auto connection = openQuick(path, true);
    for (const QString &sql : statements)
        must(connection->run(sql));
}

} // namespace

class TestMigrator : public QObject
{
    Q_OBJECT

private slots:
    void init() { m_folder = std::make_unique<QTemporaryDir>(); }

    void anEmptyDatabaseIsCreated();
    void aCurrentDatabaseIsUpToDate();
    void anOlderDatabaseIsUpgradedAfterACopy();
    void aFailedVersionLeavesTheOneBefore();
    void aFailedCreationLeavesAnEmptyDatabase();
    void aHalfWrittenCopyIsNotTakenForABackup();
    void aRunKilledInTheMiddleGoesOn();
    void foreignFilesAreRefusedUntouched_data();
    void foreignFilesAreRefusedUntouched();
    void placesWithoutAFileAreRefused_data();
    void placesWithoutAFileAreRefused();
    void aReadOnlyFileCannotBeUpgraded();
    void severalAtOnceCreateOneSchema();
    void severalAtOnceUpgradeOnce();

private:
    QString file(const QString &name = u"test.retrydesk"_s) const { return m_folder->filePath(name); }

    std::unique_ptr<QTemporaryDir> m_folder;
};

void TestMigrator::anEmptyDatabaseIsCreated()
{
    writeFile(file(), {}); // 0 bytes are an empty database
    const auto connection = openQuick(file());
    QCOMPARE(must(db::schemaVersion(*connection)), 0);
    QCOMPARE(must(db::migrate(*connection)), Migration::Created);
    QCOMPARE(must(db::schemaVersion(*connection)), db::headSchemaVersion());
    QVERIFY(db::headSchemaVersion() > 0);
    QCOMPARE(scalar(*connection, u"PRAGMA journal_mode"_s).toString(), u"wal"_s);
    QCOMPARE(scalar(*connection, u"PRAGMA foreign_keys"_s).toInt(), 1);
    QCOMPARE(scalar(*connection, u"PRAGMA integrity_check"_s).toString(), u"ok"_s);
    for (const char *name :
         {"vehicles", "vehicle_images", "scrape_steps", "scrape_retry_queue", "vehicle_scrape_state"})
        QVERIFY2(tables(*connection).contains(QLatin1String(name)), name);
}

void TestMigrator::aCurrentDatabaseIsUpToDate()
{
    QCOMPARE(must(db::migrate(*openQuick(file(), true))), Migration::Created);
    const QByteArray before = fileBytes(file());
    QCOMPARE(must(db::migrate(*openQuick(file()))), Migration::UpToDate);
    QCOMPARE(fileBytes(file()), before);
}

void TestMigrator::anOlderDatabaseIsUpgradedAfterACopy()
{
    const QString one = steps(file(u"one"_s), u"0001_first"_s, u"01_a"_s, "CREATE TABLE a (x)");
    const QString two = twoVersions(file(u"two"_s));
    QCOMPARE(must(db::migrate(*openQuick(file(), true), one)), Migration::Created);
    QCOMPARE(must(db::migrate(*openQuick(file()), two)), Migration::Upgraded);

    const auto connection = openQuick(file());
    QCOMPARE(tables(*connection), QStringList({u"a"_s, u"b"_s}));
    QCOMPARE(must(db::schemaVersion(*connection, two)), 2);
    const auto copy = openQuick(file() + u".before-v2"_s);
    QCOMPARE(tables(*copy), QStringList({u"a"_s}));
    QCOMPARE(must(db::schemaVersion(*copy, two)), 1);
}

void TestMigrator::aFailedVersionLeavesTheOneBefore()
{
    const QString one = steps(file(u"one"_s), u"0001_first"_s, u"01_a"_s, "CREATE TABLE a (x)");
    const QString broken = twoVersions(file(u"broken"_s));
    steps(broken, u"0003_third"_s, u"01_c"_s, "CREATE TABLE c (x)");
    steps(broken, u"0003_third"_s, u"02_fill"_s, "INSERT INTO nowhere VALUES (1)");
    const auto connection = openQuick(file(), true);
    QCOMPARE(must(db::migrate(*connection, one)), Migration::Created);
    const auto migrated = db::migrate(*connection, broken);
    QVERIFY(!migrated);
    QCOMPARE(migrated.error().code, ErrorCode::Database);
    QVERIFY2(migrated.error().message.contains(u"nowhere"_s), qPrintable(migrated.error().message));
    QCOMPARE(must(db::schemaVersion(*connection, broken)), 2);
    QCOMPARE(tables(*connection), QStringList({u"a"_s, u"b"_s})); // table c was rolled back with its version

    const QString good = twoVersions(file(u"good"_s));
    steps(good, u"0003_third"_s, u"01_c"_s, "CREATE TABLE c (x)");
    QCOMPARE(must(db::migrate(*connection, good)), Migration::Upgraded);
    QCOMPARE(tables(*connection), QStringList({u"a"_s, u"b"_s, u"c"_s}));
}

void TestMigrator::aFailedCreationLeavesAnEmptyDatabase()
{
    const auto connection = openQuick(file(), true);
    QVERIFY(!db::migrate(*connection, twoVersions(file(u"broken"_s), true)));
    QCOMPARE(must(db::schemaVersion(*connection)), 0);
    QCOMPARE(tables(*connection), QStringList());
    QCOMPARE(must(db::migrate(*connection, twoVersions(file(u"good"_s)))), Migration::Created);
    QCOMPARE(tables(*connection), QStringList({u"a"_s, u"b"_s}));
}

void TestMigrator::aHalfWrittenCopyIsNotTakenForABackup()
{
    const QString one = steps(file(u"one"_s), u"0001_first"_s, u"01_a"_s, "CREATE TABLE a (x)");
    QCOMPARE(must(db::migrate(*openQuick(file(), true), one)), Migration::Created);
    writeFile(file() + u".before-v2.killed.part"_s, "half"); // a run killed while it copied
    QCOMPARE(must(db::migrate(*openQuick(file()), twoVersions(file(u"two"_s)))), Migration::Upgraded);
    QCOMPARE(tables(*openQuick(file() + u".before-v2"_s)), QStringList({u"a"_s}));
    QCOMPARE(QDir(m_folder->path()).entryList({u"*.part"_s}, QDir::Files).size(), 1); // none was added
}

void TestMigrator::aRunKilledInTheMiddleGoesOn()
{
    {
        // The transaction of a process that dies is never committed: SQLite drops it when the file is next
        // opened.
        const auto dying = openQuick(file(), true);
        must(dying->run(u"PRAGMA journal_mode = WAL"_s));
        must(dying->run(u"BEGIN IMMEDIATE"_s));
        must(dying->run(u"CREATE TABLE vehicles (half TEXT)"_s));
        must(dying->run(u"PRAGMA user_version = 1"_s));
        QFile::copy(file(), file(u"killed.retrydesk"_s));
        QFile::copy(file() + u"-wal"_s, file(u"killed.retrydesk-wal"_s));
    }
    const auto connection = openQuick(file(u"killed.retrydesk"_s));
    QCOMPARE(must(db::migrate(*connection)), Migration::Created);
    QCOMPARE(scalar(*connection, u"SELECT count(*) FROM pragma_table_info('vehicles') WHERE name = 'half'"_s)
                 .toInt(),
             0);
    QCOMPARE(must(db::migrate(*connection)), Migration::UpToDate);
}

void TestMigrator::foreignFilesAreRefusedUntouched_data()
{
    QTest::addColumn<QStringList>("statements");
    QTest::addColumn<QByteArray>("bytes");
    QTest::addColumn<QString>("words");

    const QStringList current = {u"CREATE TABLE t (x)"_s, u"PRAGMA application_id = 0x5244534b"_s};
    QTest::newRow("a workspace of a newer Retrydesk")
        << QStringList(current + QStringList{u"PRAGMA user_version = 999"_s}) << QByteArray()
        << u"newer Retrydesk (schema 999"_s;
    QTest::newRow("a database of another program without an application id")
        << QStringList{u"CREATE TABLE notes (text)"_s, u"INSERT INTO notes VALUES ('mine')"_s} << QByteArray()
        << u"database of another program"_s;
    QTest::newRow("a database of another program with a schema version of its own")
        << QStringList{u"CREATE TABLE notes (text)"_s, u"PRAGMA user_version = 1"_s} << QByteArray()
        << u"database of another program"_s;
    QTest::newRow("a database with another program's application id and no table yet")
        << QStringList{u"PRAGMA application_id = 252006673"_s, u"PRAGMA user_version = 3"_s} << QByteArray()
        << u"database of another program"_s;
    QTest::newRow("another program's database that has tables named like ours")
        << QStringList{u"CREATE TABLE vehicles (id TEXT PRIMARY KEY, vin TEXT)"_s} << QByteArray()
        << u"database of another program"_s;
    QTest::newRow("a short text file") << QStringList() << QByteArray("hello\n") << u"no SQLite database"_s;
    QTest::newRow("a text file larger than a page")
        << QStringList() << QByteArray("All work and no play.\n").repeated(1000) << u"no SQLite database"_s;
    QTest::newRow("a file that only starts like a database")
        << QStringList() << QByteArray("SQLite format 3\0", 16) + QByteArray(4080, '\xff')
        << u"no SQLite database"_s;
    QTest::newRow("a page of zeros") << QStringList() << QByteArray(4096, '\0') << u"no SQLite database"_s;
}

void TestMigrator::foreignFilesAreRefusedUntouched()
{
    QFETCH(QStringList, statements);
    QFETCH(QByteArray, bytes);
    QFETCH(QString, words);
    if (statements.isEmpty())
        writeFile(file(), bytes);
    else
        runAll(file(), statements);
    const QByteArray before = fileBytes(file());
    {
        // What is no database at all is refused by opening already.
        const auto connection = db::Connection::open(file());
        const auto migrated = connection ? db::migrate(**connection) : connection.error();
        QVERIFY(!migrated);
        QCOMPARE(migrated.error().code, ErrorCode::Schema);
        QVERIFY2(migrated.error().message.contains(words), qPrintable(migrated.error().message));
        QVERIFY(migrated.error().message.contains(file()));
        QVERIFY(!connection || !db::schemaVersion(**connection));
    }
    QCOMPARE(fileBytes(file()), before);
    QCOMPARE(QDir(m_folder->path()).entryList(QDir::Files), QStringList(u"test.retrydesk"_s));
}

void TestMigrator::placesWithoutAFileAreRefused_data()
{
    QTest::addColumn<QString>("name");
    QTest::addColumn<bool>("create");
    QTest::addColumn<int>("code");

    QTest::newRow("a missing file is not created by opening")
        << u"none"_s << false << int(ErrorCode::NotFound);
    QTest::newRow("a folder") << u"."_s << false << int(ErrorCode::Schema);
    QTest::newRow("a folder that is to be created") << u"."_s << true << int(ErrorCode::Schema);
    QTest::newRow("a missing folder is not created by opening")
        << u"none/new"_s << false << int(ErrorCode::NotFound);
    QTest::newRow("a new file below a file") << u"file/new"_s << true << int(ErrorCode::Storage);
    QTest::newRow("no name at all") << QString() << false << int(ErrorCode::NotFound);
    QTest::newRow("no name at all, to be created") << QString() << true << int(ErrorCode::Usage);
}

void TestMigrator::placesWithoutAFileAreRefused()
{
    QFETCH(QString, name);
    QFETCH(bool, create);
    QFETCH(int, code);
    writeFile(file(u"file"_s), "x");
    const QString path = name.isEmpty() ? name : file(name);
    const auto opened = db::Connection::open(path, create);
    QVERIFY(!opened);
    QCOMPARE(int(opened.error().code), code);
    QVERIFY(!opened.error().message.isEmpty());
    QVERIFY(!QFile::exists(file(u"none"_s)));
}

void TestMigrator::aReadOnlyFileCannotBeUpgraded()
{
    const QString one = steps(file(u"one"_s), u"0001_first"_s, u"01_a"_s, "CREATE TABLE a (x)");
    QCOMPARE(must(db::migrate(*openQuick(file(), true), one)), Migration::Created);
    const auto connection = openQuick(file());
    must(connection->run(u"PRAGMA query_only = ON"_s)); // what a read-only file system does, for root too
    const auto migrated = db::migrate(*connection, twoVersions(file(u"two"_s)));
    QVERIFY(!migrated);
    QCOMPARE(migrated.error().code, ErrorCode::Storage);
    QCOMPARE(tables(*connection), QStringList({u"a"_s}));
}

void TestMigrator::severalAtOnceCreateOneSchema()
{
    for (int round = 0; round < 5; ++round) {
        const QString path = file(u"round%1"_s.arg(round));
        const auto found = migrateAtOnce(path, db::migrationsFolder(db::Dialect::of({})));
        QCOMPARE(found.count(Migration::Created), 1);
        QCOMPARE(found.count(Migration::UpToDate), kThreads - 1);
        QCOMPARE(must(db::schemaVersion(*openQuick(path))), db::headSchemaVersion());
    }
    // Nobody saw a version between none and all.
    QCOMPARE(QDir(m_folder->path()).entryList({u"*.before-v*"_s}, QDir::Files), QStringList());
}

void TestMigrator::severalAtOnceUpgradeOnce()
{
    const QString one = steps(file(u"one"_s), u"0001_first"_s, u"01_a"_s, "CREATE TABLE a (x)");
    QCOMPARE(must(db::migrate(*openQuick(file(), true), one)), Migration::Created);
    // Many versions whose statements succeed twice: only the version number tells that they were applied.
    const QString many = twoVersions(file(u"many"_s));
    for (int version = 3; version <= 9; ++version)
        steps(many, u"000%1_more"_s.arg(version), u"01_row"_s, "INSERT INTO b VALUES (1)");
    const auto found = migrateAtOnce(file(), many);
    QCOMPARE(found.size(), kThreads);
    QCOMPARE(found.count(Migration::Created), 0);
    QVERIFY(found.count(Migration::Upgraded) >= 1);
    QCOMPARE(tables(*openQuick(file() + u".before-v2"_s)), QStringList({u"a"_s}));
    const auto connection = openQuick(file());
    QCOMPARE(scalar(*connection, u"SELECT count(*) FROM b"_s).toInt(), 8);
    QCOMPARE(must(db::schemaVersion(*connection, many)), 9);
}

QTEST_GUILESS_MAIN(TestMigrator)
#include "tst_migrator.moc"
