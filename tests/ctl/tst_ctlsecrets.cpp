// SPDX-FileCopyrightText: 2026 Retrydesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ctl.h"
#include "db/dbfixture.h"

#include <QDirIterator>
#include <QFile>
#include <QTcpServer>
#include <QTcpSocket>
#include <QTest>
#include <QUrl>

using namespace Qt::StringLiterals;
using ctltest::Ctl;
using ctltest::Run;
using ctltest::words;

namespace {

const QString kPassword = u"se:cr@t/#1"_s;

QString encoded()
{
    return QString::fromLatin1(QUrl::toPercentEncoding(kPassword));
}

//! A workspace in a database that asks one of its users for a password.
class Guarded
{
public:
    Guarded()
    {
        auto owner = dbtest::must(db::Connection::open(m_database.uri()));
        dbtest::must(owner->run(u"DO $$ BEGIN CREATE ROLE needs_password LOGIN SUPERUSER PASSWORD '%1'; "
                                "EXCEPTION WHEN duplicate_object THEN NULL; END $$"_s.arg(kPassword)));
        ctl.setVariable("HOME", ctl.path(u"home"_s));
        ctl.setVariable("RETRYDESK_WORKSPACE", uri());
        if (!QDir().mkpath(ctl.path(u"home"_s)))
            throw std::runtime_error("no home");
    }
    QString uri(const QString &password = {}) const
    {
        QString uri = m_database.uri();
        return uri.replace(u"retrydesk@"_s, password.isEmpty()
                                                ? u"needs_password@"_s
                                                : QString(u"needs_password:"_s + password + u'@'));
    }
    QString passFile(const QString &name) const
    {
        const QString line = u"*:*:*:needs_password:"_s + QString(kPassword).replace(u':', u"\\:"_s);
        const QString file = ctl.write(name, line.toUtf8() + '\n');
        QFile::setPermissions(file, QFile::ReadOwner | QFile::WriteOwner);
        return file;
    }

    Ctl ctl;

private:
    dbtest::TestDatabase m_database;
};

bool shows(const Run &run)
{
    return run.out.contains("cr@t") || run.err.contains("cr@t") || run.out.contains(encoded().toLatin1()) ||
           run.err.contains(encoded().toLatin1());
}

} // namespace

class TestCtlSecrets : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase();
    void thePasswordComesFrom_data();
    void thePasswordComesFrom();
    void thePasswordIsNowhere();
    void whatIsWrongIsSaid_data();
    void whatIsWrongIsSaid();
    void tlsThatIsRefusedIsSaid();
    void processListsDoNotShowIt();
};

void TestCtlSecrets::initTestCase()
{
    if (!dbtest::onPostgres())
        QSKIP("about PostgreSQL");
}

void TestCtlSecrets::thePasswordComesFrom_data()
{
    QTest::addColumn<QString>("source");
    QTest::newRow("the environment") << u"PGPASSWORD"_s;
    QTest::newRow("a key file") << u"PGPASSWORD_FILE"_s;
    QTest::newRow("the password file that the environment names") << u"PGPASSFILE"_s;
    QTest::newRow("the password file of the user") << u"pgpass"_s;
    QTest::newRow("the address") << u"uri"_s;
}

void TestCtlSecrets::thePasswordComesFrom()
{
    QFETCH(QString, source);
    Guarded guarded;
    if (source == u"PGPASSWORD"_s)
        guarded.ctl.setVariable("PGPASSWORD", kPassword);
    else if (source == u"PGPASSWORD_FILE"_s)
        guarded.ctl.setVariable("PGPASSWORD_FILE", guarded.ctl.write(u"key"_s, kPassword.toUtf8() + '\n'));
    else if (source == u"PGPASSFILE"_s)
        guarded.ctl.setVariable("PGPASSFILE", guarded.passFile(u"pass"_s));
    else if (source == u"pgpass"_s)
        guarded.passFile(u"home/.pgpass"_s);
    else
        guarded.ctl.setVariable("RETRYDESK_WORKSPACE", guarded.uri(encoded()));
    for (const char *command : {"init", "queue", "attach"}) {
        const Run run = guarded.ctl.json(words(command));
        QVERIFY2(run.code == 0, run.err.constData());
        QVERIFY2(!shows(run), run.out.constData());
    }
}

//! Neither in what is printed nor in any file that a run leaves.
void TestCtlSecrets::thePasswordIsNowhere()
{
    Guarded guarded;
    guarded.ctl.setVariable("XDG_DATA_HOME", guarded.ctl.path(u"data"_s));
    guarded.ctl.setVariable("RETRYDESK_WORKSPACE", guarded.uri(encoded()));
    guarded.ctl.setVariable("QT_LOGGING_RULES", u"*=true"_s);
    for (const char *command :
         {"init", "worker --until-empty --patience 0", "config list", "vin --vehicle x", "nonsense"})
        QVERIFY2(!shows(guarded.ctl.run(words(command))), command);
    QDirIterator all(guarded.ctl.path({}), QDir::Files | QDir::Hidden, QDirIterator::Subdirectories);
    while (all.hasNext()) {
        const QString file = all.next();
        QVERIFY2(!file.contains(u"cr@t"_s) && !file.contains(encoded()), qPrintable(file));
        const QByteArray bytes = dbtest::fileBytes(file);
        QVERIFY2(!bytes.contains("cr@t") && !bytes.contains(encoded().toLatin1()), qPrintable(file));
    }
}

void TestCtlSecrets::whatIsWrongIsSaid_data()
{
    QTest::addColumn<QString>("user");
    QTest::addColumn<QString>("more");
    QTest::addColumn<int>("code");
    QTest::addColumn<QString>("sentence");
    QTest::newRow("no password") << u"needs_password"_s << QString() << 3 << u"PGPASSWORD_FILE"_s;
    QTest::newRow("a wrong password")
        << u"needs_password:cr%40t"_s << QString() << 3 << u"check user and password"_s;
    QTest::newRow("a password that is not encoded")
        << u"needs_password:a/cr@t@"_s << QString() << 2 << u"%40"_s;
    QTest::newRow("no such user") << u"nobody:cr%40t"_s << QString() << 3 << u"no such user"_s;
    QTest::newRow("no such database")
        << u"retrydesk:cr%40t"_s << u"&dbname=nowhere"_s << 3 << u"no database"_s;
    QTest::newRow("no such option") << u"retrydesk:cr%40t"_s << u"&x=cr@t"_s << 2 << u"cannot be read"_s;
}

void TestCtlSecrets::whatIsWrongIsSaid()
{
    QFETCH(QString, user);
    QFETCH(QString, more);
    QFETCH(QString, sentence);
    Guarded guarded;
    QString uri = guarded.uri();
    uri.replace(u"needs_password"_s, user);
    for (const char *command : {"queue", "init", "attach", "worker"}) {
        const Run run =
            guarded.ctl.run({u"--workspace"_s, QString(uri + more), QString::fromLatin1(command)});
        QTEST(run.code, "code");
        QVERIFY2(run.errorText().contains(sentence), run.err.constData());
        QVERIFY2(!shows(run), run.err.constData());
        QCOMPARE(run.complaintAboutError(), QString());
    }
}

void TestCtlSecrets::tlsThatIsRefusedIsSaid()
{
    QTcpServer server; // answers every request for TLS with "no"
    QVERIFY(server.listen(QHostAddress::LocalHost));
    connect(&server, &QTcpServer::newConnection, &server, [&server] {
        QTcpSocket *socket = server.nextPendingConnection();
        connect(socket, &QTcpSocket::readyRead, socket, [socket] { socket->write("N"); });
    });
    const Ctl ctl;
    const auto process = ctl.start(
        {u"--workspace"_s,
         u"postgresql://me:cr%40t@127.0.0.1:%1/d?sslmode=require"_s.arg(server.serverPort()), u"queue"_s});
    QTRY_COMPARE_WITH_TIMEOUT(process->state(), QProcess::NotRunning, 20000);
    const Run run{process->exitCode(), process->readAllStandardOutput(), process->readAllStandardError()};
    QCOMPARE(run.code, 3);
    QVERIFY2(run.errorText().contains(u"refuses TLS"_s), run.err.constData());
    QVERIFY(!shows(run));
}

void TestCtlSecrets::processListsDoNotShowIt()
{
    Guarded guarded;
    QCOMPARE(guarded.ctl.run({u"--workspace"_s, guarded.uri(encoded()), u"init"_s}).code, 0);
    const auto worker = guarded.ctl.start({u"--workspace"_s, guarded.uri(encoded()), u"worker"_s});
    const QString list = u"/proc/%1/cmdline"_s.arg(worker->processId());
    QTRY_VERIFY_WITH_TIMEOUT(dbtest::fileBytes(list).contains("needs_password:xxxxx"), 20000);
    QVERIFY(!dbtest::fileBytes(list).contains("cr%40t"));
    worker->kill();
    QVERIFY(worker->waitForFinished());
}

QTEST_GUILESS_MAIN(TestCtlSecrets)
#include "tst_ctlsecrets.moc"
