// SPDX-FileCopyrightText: 2026 Retrydesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later

// retrydeskctl is killed with SIGKILL again and again while it imports and fetches images, then left to
// finish.
#include "db/connection.h"
#include "support/originfixture.h"

#include <QDirIterator>
#include <QEventLoop>
#include <QImage>
#include <QProcess>
#include <QRandomGenerator>
#include <QTemporaryDir>
#include <QTest>
#include <QTimer>

namespace {

class TestKill : public QObject
{
    Q_OBJECT

private slots:
    void everyImageExactlyOnce();

private:
    //! Exit code; −1 when it was killed after so many milliseconds.
    int run(const QStringList &arguments, int killAfterMs = 0);
    QList<qint64> numbers(const QString &sql);

    QTemporaryDir m_folder;
    QString m_workspace;
};

int TestKill::run(const QStringList &arguments, int killAfterMs)
{
    QProcess process;
    process.setProcessChannelMode(QProcess::ForwardedErrorChannel);
    process.start(QStringLiteral(RETRYDESK_CTL),
                  QStringList{QStringLiteral("--workspace"), m_workspace} + arguments);
    if (!process.waitForStarted())
        return -2;
    if (killAfterMs > 0)
        QTimer::singleShot(killAfterMs, &process, &QProcess::kill);
    QEventLoop loop;
    connect(&process, &QProcess::finished, &loop, &QEventLoop::quit);
    if (process.state() != QProcess::NotRunning)
        loop.exec();
    return process.exitStatus() == QProcess::CrashExit ? -1 : process.exitCode();
}

QList<qint64> TestKill::numbers(const QString &sql)
{
    auto connection = db::Connection::open(m_workspace);
    if (!connection)
        throw std::runtime_error(connection.error().message.toStdString());
    auto statement = (*connection)->prepare(sql);
    if (!statement || !statement->exec() || !statement->next())
        throw std::runtime_error("the statement was refused");
    QList<qint64> values;
    for (int column = 0; !statement->value(column).isNull(); ++column)
        values.append(statement->number(column));
    return values;
}

void TestKill::everyImageExactlyOnce()
{
    constexpr int kListings = 6;
    constexpr int kImages = 30;
    testsupport::OriginOptions options = testsupport::OriginFixture::emptyOptions();
    options.delayMs = 4;
    testsupport::OriginFixture fixture(options);
    QStringList import{QStringLiteral("import")};
    for (int i = 1; i <= kListings; ++i)
        fixture.addListing(QStringLiteral("1991-saab-900-%1").arg(i), kImages);
    const QStringList urls = fixture.origin.listingUrls();
    for (const QString &url : urls)
        import << QStringLiteral("--url") << url;

    m_workspace = m_folder.filePath(QStringLiteral("kill.retrydesk"));
    QCOMPARE(run({QStringLiteral("init")}), 0);
    for (const char *setting : {"net.allow 127.0.0.0/8", "net.rate_per_host 0", "queue.heartbeat_ms 100",
                                "queue.lease_ms 400", "retry.base_ms 50"})
        QCOMPARE(run(QStringList{QStringLiteral("config"), QStringLiteral("set")} +
                     QString::fromLatin1(setting).split(u' ')),
                 0);

    const int kills = qEnvironmentVariableIsSet("RETRYDESK_LONG") ? 200 : 20;
    const QStringList worker{QStringLiteral("worker"), QStringLiteral("--until-empty"),
                             QStringLiteral("--patience"), QStringLiteral("5")};
    int killed = 0;
    for (int i = 0; i < kills; ++i) {
        const int after = QRandomGenerator::global()->bounded(20, 450);
        // Importing again and again queues the steps anew: there is work for every kill.
        killed += run(i % 4 == 0 ? import : worker, after) == -1 ? 1 : 0;
    }
    QVERIFY2(killed > kills / 4,
             qPrintable(QStringLiteral("only %1 of %2 runs were killed").arg(killed).arg(kills)));
    run(import);
    QCOMPARE(run(worker), 0);

    QCOMPARE(numbers(QStringLiteral(
                 "SELECT count(*), count(DISTINCT vehicle_id || source_url), count(DISTINCT storage_path) "
                 "FROM vehicle_images")),
             (QList<qint64>{kListings * kImages, kListings * kImages, kListings * kImages}));
    QCOMPARE(numbers(QStringLiteral("SELECT count(*), sum(failing) FROM vehicle_scrape_state")),
             (QList<qint64>{kListings, 0}));
    QCOMPARE(numbers(QStringLiteral(
                 "SELECT count(*) FROM scrape_retry_queue WHERE status IN ('pending', 'running', 'dead')")),
             QList<qint64>{0});
    int files = 0;
    const QString images = m_folder.filePath(QStringLiteral("kill.images"));
    for (QDirIterator it(images, QDir::Files | QDir::Hidden, QDirIterator::Subdirectories); it.hasNext();) {
        QVERIFY2(!it.next().contains(QLatin1String("/.incoming/")), qPrintable(it.filePath()));
        QVERIFY2(!QImage(it.filePath()).isNull(), qPrintable(it.filePath()));
        ++files;
    }
    QCOMPARE(files, kListings * kImages); // none torn, none unowned
}

} // namespace

QTEST_GUILESS_MAIN(TestKill)
#include "tst_kill.moc"
