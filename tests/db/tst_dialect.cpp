// SPDX-FileCopyrightText: 2026 Retrydesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "dbfixture.h"

#include "db/dialect.h"
#include "db/postgresaddress.h"
#include "db/sqltext.h"

#include <QSqlError>
#include <QTest>

using namespace dbtest;
using namespace Qt::StringLiterals;
using core::ErrorCode;

class TestDialect : public QObject
{
    Q_OBJECT

private slots:
    void valuesInATextReadAsParametersDo_data();
    void valuesInATextReadAsParametersDo();
    void theSchemeDecides_data();
    void theSchemeDecides();
    void aPasswordIsNotShown_data();
    void aPasswordIsNotShown();
    void anAddressThatCannotBeReadIsExplained_data();
    void anAddressThatCannotBeReadIsExplained();
    void aServerThatLetsNobodyInSaysWhatToDo_data();
    void aServerThatLetsNobodyInSaysWhatToDo();
    void aPasswordIsLookedUp();
    void aServerThatIsAwayIsBusy();
    void everyStateOfTheServerHasAMeaning_data();
    void everyStateOfTheServerHasAMeaning();
    void anErrorInsideASavepointIsUndone();
};

void TestDialect::theSchemeDecides_data()
{
    QTest::addColumn<QString>("workspace");
    QTest::addColumn<QString>("folder");
    QTest::newRow("file") << u"/tmp/cars.retrydesk"_s << u"sqlite"_s;
    QTest::newRow("postgresql") << u"postgresql://h/d"_s << u"postgresql"_s;
    QTest::newRow("postgres") << u"postgres://h/d"_s << u"postgresql"_s;
    QTest::newRow("a file of that name") << u"postgresql.retrydesk"_s << u"sqlite"_s;
}

void TestDialect::theSchemeDecides()
{
    QFETCH(QString, workspace);
    QTEST(db::Dialect::of(workspace).folder(), "folder");
}

void TestDialect::aPasswordIsNotShown_data()
{
    QTest::addColumn<QString>("workspace");
    QTest::addColumn<QString>("label");
    QTest::newRow("in the authority")
        << u"postgresql://me:secret@db.example.com:6543/cars"_s << u"postgresql://db.example.com/cars"_s;
    QTest::newRow("in the query") << u"postgresql://db.example.com/cars?user=me&password=secret"_s
                                  << u"postgresql://db.example.com/cars"_s;
    QTest::newRow("a socket") << u"postgresql://me:secret@/cars?host=/run/secret"_s
                              << u"postgresql:///cars"_s;
    QTest::newRow("a password that is not encoded")
        << u"postgresql://me:p/secret@db.example.com/cars"_s << u"postgresql://…"_s;
    QTest::newRow("a password with an @")
        << u"postgresql://me:p@secret@db.example.com/cars"_s << u"postgresql://…"_s;
    QTest::newRow("unreadable") << u"postgresql://me:secret@h:1/d?nonsense=1"_s << u"postgresql://…"_s;
}

void TestDialect::aPasswordIsNotShown()
{
    QFETCH(QString, workspace);
    const QString label = db::Dialect::of(workspace).label(workspace);
    QTEST(label, "label");
    QVERIFY(!label.contains(u"secret"_s));
}

void TestDialect::anAddressThatCannotBeReadIsExplained_data()
{
    QTest::addColumn<QString>("workspace");
    QTest::addColumn<QString>("named");
    QTest::newRow("unknown option") << u"postgresql://h/d?nonsense=1"_s << u"nonsense"_s;
    QTest::newRow("no end of the address") << u"postgresql://[::1/d"_s << u"IPv6"_s;
    QTest::newRow("half a byte") << u"postgresql://h/%4"_s << u"%4"_s;
    QTest::newRow("unknown option beside a password")
        << u"postgresql://me:secret@h/d?nonsense=secret"_s << u"invalid URI query parameter"_s;
    QTest::newRow("a slash in the password") << u"postgresql://me:p/secret@h/d"_s << u"%2F"_s;
    QTest::newRow("an @ in the password") << u"postgresql://me:p@secret@h/d"_s << u"%40"_s;
    QTest::newRow("a slash and a question mark in the password")
        << u"postgresql://me:p/a?secret@h/d"_s << u"cannot be read"_s;
}

void TestDialect::anAddressThatCannotBeReadIsExplained()
{
    QFETCH(QString, workspace);
    QFETCH(QString, named);
    const auto opened = db::Connection::open(workspace);
    QVERIFY(!opened);
    QCOMPARE(opened.error().code, ErrorCode::Usage);
    QVERIFY2(opened.error().message.contains(named), qPrintable(opened.error().message));
    QVERIFY(opened.error().message.contains(u"postgresql://user@host:port/database"_s));
    QVERIFY2(!opened.error().message.contains(u"secret"_s), qPrintable(opened.error().message));
    QVERIFY(!opened.error().detail.contains(u"secret"_s));
}

void TestDialect::aServerThatLetsNobodyInSaysWhatToDo_data()
{
    QTest::addColumn<QString>("said");
    QTest::addColumn<QString>("sentence");
    QTest::addColumn<bool>("mayPass");
    const auto row = [](const char *name, const char *said, const char *sentence, bool mayPass = false) {
        QTest::newRow(name) << QString::fromLatin1(said) << QString::fromLatin1(sentence) << mayPass;
    };
    row("wrong password", "FATAL:  password authentication failed for user \"me\"",
        "check user and password");
    row("no password", "fe_sendauth: no password supplied", "PGPASSWORD_FILE");
    row("no such database", "FATAL:  database \"cars\" does not exist", "no database");
    row("no such role", "FATAL:  role \"me\" does not exist", "no such user");
    row("a role that only groups", "FATAL:  role \"me\" is not permitted to log in", "may not log in");
    row("TLS refused", "server does not support SSL, but SSL was required", "refuses TLS");
    row("a certificate of nobody", "SSL error: certificate verify failed", "sslrootcert");
    row("no CA", "root certificate file \"/home/ada/.postgresql/root.crt\" does not exist", "root.crt");
    row("another host's certificate", "server certificate for \"a\" does not match host name \"b\"",
        "another host");
    row("not in pg_hba.conf", "FATAL:  no pg_hba.conf entry for host \"10.0.0.1\"", "pg_hba.conf needs");
    row("no CONNECT", "FATAL:  permission denied for database \"cars\"", "grant it CONNECT");
    row("unknown host", "could not translate host name \"nowhere\" to address", "is not known", true);
}

void TestDialect::aServerThatLetsNobodyInSaysWhatToDo()
{
    QFETCH(QString, said);
    QFETCH(QString, sentence);
    QFETCH(bool, mayPass);
    const QSqlError refused(u"QPSQL: Unable to connect"_s, said, QSqlError::ConnectionError);
    const core::Error error = db::Dialect::of(u"postgresql://h/d"_s).toError(refused, u"the label"_s);
    QCOMPARE(error.code, mayPass ? ErrorCode::Busy : ErrorCode::Database); // busy: waiting helps
    QVERIFY2(error.message.contains(sentence), qPrintable(error.message));
    QVERIFY(!error.message.contains(u'\n') && !error.message.contains(u"%1"_s));
}

void TestDialect::aPasswordIsLookedUp()
{
    const auto found = [](const QString &workspace, const QProcessEnvironment &environment) {
        return must(db::withPassword(workspace, core::Secrets(environment)));
    };
    QTemporaryDir folder;
    const QString file = folder.filePath(u"key"_s);
    writeFile(file, "p/w?1&\n");
    QProcessEnvironment environment;
    QCOMPARE(found(u"postgresql://h/d"_s, environment), u"postgresql://h/d"_s);
    environment.insert(u"PGPASSWORD_FILE"_s, file);
    QCOMPARE(found(u"postgresql://h/d"_s, environment), u"postgresql://h/d?password=p%2Fw%3F1%26"_s);
    QCOMPARE(found(u"postgresql://h/d?user=u"_s, environment),
             u"postgresql://h/d?user=u&password=p%2Fw%3F1%26"_s);
    QCOMPARE(found(u"postgresql://u:own@h/d"_s, environment), u"postgresql://u:own@h/d"_s);
    QCOMPARE(found(u"/tmp/cars.retrydesk"_s, environment), u"/tmp/cars.retrydesk"_s);
    environment.insert(u"PGPASSWORD"_s, u"library"_s); // which looks there by itself
    QCOMPARE(found(u"postgresql://h/d"_s, environment), u"postgresql://h/d"_s);
    environment.remove(u"PGPASSWORD"_s);
    environment.insert(u"PGPASSWORD_FILE"_s, folder.filePath(u"absent"_s));
    const auto failed = db::withPassword(u"postgresql://h/d"_s, core::Secrets(environment));
    QVERIFY(!failed && failed.error().message.contains(u"PGPASSWORD_FILE"_s));
}

void TestDialect::aServerThatIsAwayIsBusy()
{
    const auto opened = db::Connection::open(u"postgresql://me:secret@127.0.0.1:1/cars?sslmode=disable"_s);
    QVERIFY(!opened);
    QCOMPARE(opened.error().code, ErrorCode::Busy);
    QVERIFY2(opened.error().message.contains(u"postgresql://127.0.0.1/cars"_s),
             qPrintable(opened.error().message));
    QVERIFY(!opened.error().message.contains(u"secret"_s));
    QVERIFY(!opened.error().detail.contains(u"secret"_s));
}

void TestDialect::everyStateOfTheServerHasAMeaning_data()
{
    QTest::addColumn<QString>("state");
    QTest::addColumn<ErrorCode>("code");
    QTest::newRow("unique") << u"23505"_s << ErrorCode::Conflict;
    QTest::newRow("foreign key") << u"23503"_s << ErrorCode::NotFound;
    QTest::newRow("check") << u"23514"_s << ErrorCode::Refused;
    QTest::newRow("integer range") << u"22003"_s << ErrorCode::Refused;
    QTest::newRow("a trigger of theirs") << u"P0001"_s << ErrorCode::Refused;
    QTest::newRow("too long for an index") << u"54000"_s << ErrorCode::Refused;
    QTest::newRow("rights") << u"42501"_s << ErrorCode::Database;
    QTest::newRow("deadlock") << u"40P01"_s << ErrorCode::Busy;
    QTest::newRow("statement time-out") << u"57014"_s << ErrorCode::Busy;
    QTest::newRow("shutdown") << u"57P01"_s << ErrorCode::Busy;
    QTest::newRow("connection") << u"08006"_s << ErrorCode::Busy;
    QTest::newRow("disk full") << u"53100"_s << ErrorCode::Storage;
    QTest::newRow("read-only") << u"25006"_s << ErrorCode::Storage;
}

void TestDialect::everyStateOfTheServerHasAMeaning()
{
    QFETCH(QString, state);
    const QSqlError refused(u"driver"_s, u"ERROR:  the reason\nDETAIL: more"_s, QSqlError::StatementError,
                            state);
    const core::Error error = db::Dialect::of(u"postgresql://h/d"_s).toError(refused, u"label"_s);
    QTEST(error.code, "code");
    QVERIFY(!error.message.contains(u"DETAIL"_s));
    QVERIFY(error.detail.contains(state));
}

void TestDialect::anErrorInsideASavepointIsUndone()
{
    TestWorkspace workspace;
    db::Connection &connection = workspace.connection();
    must(db::inTransaction(connection, [&]() -> core::Result<void> {
        must(connection.run(u"CREATE TABLE kept (a INTEGER UNIQUE)"_s));
        const auto refused = db::inSavepoint(connection, [&]() -> core::Result<void> {
            must(connection.run(u"INSERT INTO kept VALUES (1)"_s));
            return connection.run(u"INSERT INTO kept VALUES (1)"_s);
        });
        if (refused || refused.error().code != ErrorCode::Conflict)
            return core::Error{ErrorCode::Internal, u"the second row was not refused"_s, {}};
        return connection.run(u"INSERT INTO kept VALUES (2)"_s);
    }));
    // A part of a transaction that fails is undone alone, whatever failed inside it.
    must(db::inTransaction(connection, [&]() -> core::Result<void> {
        must(connection.run(u"INSERT INTO kept VALUES (3)"_s));
        const auto part = db::inTransaction(connection, [&]() -> core::Result<void> {
            must(connection.run(u"INSERT INTO kept VALUES (4)"_s));
            (void)db::inSavepoint(connection,
                                  [&] { return connection.run(u"INSERT INTO kept VALUES (2)"_s); });
            return core::Error{ErrorCode::Cancelled, u"thought better of it"_s, {}};
        });
        return part ? core::Error{ErrorCode::Internal, u"the part did not fail"_s, {}} : core::Result<void>();
    }));
    QCOMPARE(workspace.rows(u"SELECT a FROM kept ORDER BY a"_s), QStringList({u"2"_s, u"3"_s}));
    must(connection.run(u"DELETE FROM kept WHERE a = 3"_s));
    QCOMPARE(workspace.value(u"SELECT count(*) FROM kept WHERE a = 2"_s).toInt(), 1);
    QCOMPARE(workspace.value(u"SELECT count(*) FROM kept"_s).toInt(), 1);
}

void TestDialect::valuesInATextReadAsParametersDo_data()
{
    QTest::addColumn<QString>("sql");
    QTest::addColumn<QVariant>("value");
    QTest::addColumn<QString>("expected");
    QTest::newRow("text") << u"a = :x"_s << QVariant(u"it's"_s) << u"a = 'it''s'"_s;
    QTest::newRow("twice") << u":x, :x"_s << QVariant(u"v"_s) << u"'v', 'v'"_s;
    QTest::newRow("a place in a value") << u":x, :x"_s << QVariant(u":x"_s) << u"':x', ':x'"_s;
    QTest::newRow("number") << u"LIMIT :x"_s << QVariant(7) << u"LIMIT '7'"_s;
    QTest::newRow("real") << u":x"_s << QVariant(0.1) << u"'0.1'"_s;
    QTest::newRow("bytes") << u":x"_s << QVariant(QByteArray("\x00\xff", 2)) << u"E'\\\\x00ff'"_s;
    QTest::newRow("backslash") << u":x"_s << QVariant(u"a\\' OR b"_s) << u"E'a\\\\'' OR b'"_s;
    QTest::newRow("nothing") << u":x"_s << QVariant() << u"NULL"_s;
    QTest::newRow("null text") << u":x"_s << QVariant(QString()) << u"NULL"_s;
    QTest::newRow("another place") << u":xy + :x"_s << QVariant(1) << u"NULL + '1'"_s;
    QTest::newRow("cast") << u"a::x, :x::text"_s << QVariant(1) << u"a::x, '1'::text"_s;
    QTest::newRow("in quotes") << u"':x' || 'it''s :x' || :x"_s << QVariant(1)
                               << u"':x' || 'it''s :x' || '1'"_s;
}

void TestDialect::valuesInATextReadAsParametersDo()
{
    QFETCH(QString, sql);
    QFETCH(QVariant, value);
    QTEST(db::withValues(sql, {{u":x"_s, value}}), "expected");
}

QTEST_GUILESS_MAIN(TestDialect)
#include "tst_dialect.moc"
