// SPDX-FileCopyrightText: 2026 Retrydesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "support/rawclient.h"

#include <QDir>
#include <QFile>
#include <QProcess>
#include <QTemporaryDir>
#include <QTest>

#include <memory>

using namespace testsupport;

//! The program retrydesk-demo-origin, as scripts use it.
class TestOriginProgram : public QObject
{
    Q_OBJECT

private slots:
    void tellsItsAddressAndWritesItsFiles();
    void endsCleanly_data();
    void endsCleanly();
    void endsWithItsParent();
    void refusesWrongOptions_data();
    void refusesWrongOptions();
    void refusesAPortInUse();
};

namespace {

const QString kProgram = QStringLiteral(RETRYDESK_DEMO_ORIGIN);

//! The port from the line "listening on http://127.0.0.1:PORT"; 0 when it does not come.
quint16 portOf(QProcess &process)
{
    while (!process.canReadLine()) {
        if (!process.waitForReadyRead(10000))
            return 0;
    }
    const QByteArray line = process.readLine().trimmed();
    const QByteArray start = "listening on http://127.0.0.1:";
    return line.startsWith(start) ? line.mid(start.size()).toUShort() : quint16(0);
}

bool isListening(quint16 port)
{
    QTcpSocket socket;
    socket.connectToHost(QStringLiteral("127.0.0.1"), port);
    return socket.waitForConnected(1000);
}

QList<QByteArray> linesOf(const QString &name)
{
    QFile file(name);
    return file.open(QIODevice::ReadOnly) ? file.readAll().trimmed().split('\n') : QList<QByteArray>();
}

} // namespace

void TestOriginProgram::tellsItsAddressAndWritesItsFiles()
{
    QTemporaryDir folder;
    const QString log = folder.filePath(QStringLiteral("log.jsonl"));
    const QString urls = folder.filePath(QStringLiteral("urls.txt"));
    const QString pages = folder.filePath(QStringLiteral("pages"));
    QProcess process;
    process.start(kProgram,
                  {QStringLiteral("--log"), log, QStringLiteral("--urls"), urls, QStringLiteral("--pages"),
                   pages, QStringLiteral("--seed-faults"), QStringLiteral("none")});
    const quint16 port = portOf(process);
    QVERIFY(port != 0);

    const QList<QByteArray> listings = linesOf(urls);
    QVERIFY(listings.size() >= 40);
    QCOMPARE(QDir(pages).entryList(QDir::Files).size(), listings.size());
    const QByteArray base = "http://127.0.0.1:" + QByteArray::number(port);
    RawClient client(port);
    for (const QByteArray &url : listings) {
        QVERIFY(url.startsWith(base));
        QCOMPARE(client.get(QString::fromUtf8(url.mid(base.size()))).status, 200);
    }
    QCOMPARE(linesOf(log).size(), listings.size());
    process.kill();
    process.waitForFinished();
}

void TestOriginProgram::endsCleanly_data()
{
    QTest::addColumn<QString>("signal");
    QTest::newRow("on SIGTERM") << QStringLiteral("-TERM");
    QTest::newRow("on SIGINT") << QStringLiteral("-INT");
}

void TestOriginProgram::endsCleanly()
{
    QFETCH(QString, signal);
    QProcess process;
    process.start(kProgram, {QStringLiteral("--delay-ms"), QStringLiteral("60000")});
    const quint16 port = portOf(process);
    QVERIFY(port != 0);
    RawClient underway(port);
    underway.send(RawClient::requestFor(QStringLiteral("/")));

    QCOMPARE(QProcess::execute(QStringLiteral("kill"), {signal, QString::number(process.processId())}), 0);

    QVERIFY(process.waitForFinished(10000));
    QCOMPARE(process.exitStatus(), QProcess::NormalExit);
    QCOMPARE(process.exitCode(), 0);
}

void TestOriginProgram::endsWithItsParent()
{
#ifndef Q_OS_LINUX
    QSKIP("The parent's death is signalled on Linux only.");
#endif
    QProcess shell;
    shell.start(QStringLiteral("sh"),
                {QStringLiteral("-c"), QStringLiteral("\"$0\" --exit-with-parent & read line"), kProgram});
    const quint16 port = portOf(shell);
    QVERIFY(port != 0);
    QVERIFY(isListening(port));

    shell.write("\n"); // ends the shell
    QVERIFY(shell.waitForFinished(10000));

    QTRY_VERIFY(!isListening(port));
}

void TestOriginProgram::refusesWrongOptions_data()
{
    QTest::addColumn<QStringList>("arguments");
    QTest::newRow("a port that is none") << QStringList{QStringLiteral("--port"), QStringLiteral("many")};
    QTest::newRow("unknown faults") << QStringList{QStringLiteral("--seed-faults"), QStringLiteral("all")};
    QTest::newRow("a negative delay") << QStringList{QStringLiteral("--delay-ms=-1")};
    QTest::newRow("images without height")
        << QStringList{QStringLiteral("--image-size"), QStringLiteral("100")};
    QTest::newRow("a stray word") << QStringList{QStringLiteral("serve")};
}

void TestOriginProgram::refusesWrongOptions()
{
    QFETCH(QStringList, arguments);
    QProcess process;
    process.start(kProgram, arguments);
    QVERIFY(process.waitForFinished(10000));
    QCOMPARE(process.exitCode(), 2);
    QVERIFY(process.readAllStandardOutput().isEmpty());
}

void TestOriginProgram::refusesAPortInUse()
{
    QProcess first;
    first.start(kProgram, QStringList{});
    const quint16 port = portOf(first);
    QVERIFY(port != 0);
    QProcess second;
    second.start(kProgram, {QStringLiteral("--port"), QString::number(port)});
    QVERIFY(second.waitForFinished(10000));
    QCOMPARE(second.exitCode(), 3);
    first.terminate();
    QVERIFY(first.waitForFinished(10000));
}

QTEST_GUILESS_MAIN(TestOriginProgram)
#include "tst_originprogram.moc"
