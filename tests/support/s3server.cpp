// SPDX-FileCopyrightText: 2026 Retrydesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "support/s3server.h"

#include <QDir>
#include <QDirIterator>
#include <QElapsedTimer>
#include <QFile>

#include <stdexcept>

namespace testsupport {

namespace {

constexpr int kPatienceMs = 30'000;

//! Where support/s3/install put the packages.
QString modules()
{
    return qEnvironmentVariable("RETRYDESK_TEST_S3") + QStringLiteral("/node_modules");
}

} // namespace

bool S3Server::isAvailable(QString *why)
{
    const bool isThere =
        QFile::exists(qEnvironmentVariable("RETRYDESK_TEST_S3") + QStringLiteral("/installed"));
    if (!isThere && why)
        *why = QStringLiteral(
            "no S3 server here: tests/support/s3/install could not get it from the npm registry");
    return isThere;
}

S3Server::S3Server()
{
    m_process.setProcessChannelMode(QProcess::ForwardedErrorChannel);
    m_process.start(QStringLiteral("node"), {QStringLiteral(RETRYDESK_S3_SCRIPT), modules(), m_data.path()});
    QByteArray said;
    QElapsedTimer timer;
    timer.start();
    const QByteArray begin = "listening on ";
    while (!said.contains('\n') && timer.elapsed() < kPatienceMs && m_process.waitForReadyRead(kPatienceMs))
        said += m_process.readAllStandardOutput();
    if (!said.startsWith(begin))
        throw std::runtime_error("the S3 server does not start");
    m_address = QString::fromLatin1(said.mid(begin.size())).trimmed();
}

S3Server::~S3Server()
{
    m_process.closeWriteChannel(); // its sign to end
    if (!m_process.waitForFinished(3000)) {
        m_process.kill();
        m_process.waitForFinished();
    }
}

QMap<QString, QByteArray> S3Server::objects() const
{
    static const QString kEnd = QStringLiteral("._S3rver_object");
    QMap<QString, QByteArray> objects;
    const QDir bucket(m_data.filePath(QStringLiteral("cars")));
    for (QDirIterator it(bucket.path(), QDir::Files | QDir::Hidden, QDirIterator::Subdirectories);
         it.hasNext();) {
        QFile file(it.next());
        if (file.fileName().endsWith(kEnd) && file.open(QIODevice::ReadOnly))
            objects.insert(bucket.relativeFilePath(file.fileName()).chopped(kEnd.size()), file.readAll());
    }
    return objects;
}

void S3Server::addTo(QProcessEnvironment &environment)
{
    environment.insert(QStringLiteral("AWS_ACCESS_KEY_ID"), QLatin1String(kKeyId));
    environment.insert(QStringLiteral("AWS_SECRET_ACCESS_KEY"), QLatin1String(kSecret));
}

} // namespace testsupport
