// SPDX-FileCopyrightText: 2026 Retrydesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "deskfixture.h"

#include <QCryptographicHash>
#include <QDir>
#include <QDirIterator>
#include <QSignalSpy>

namespace pipetest {

using namespace Qt::StringLiterals;
using namespace pipeline;

Settings quickSettings()
{
    return {{u"net.allow"_s, u"127.0.0.0/8"_s},
            {u"net.rate_per_host"_s, u"0"_s},
            {u"net.per_host"_s, u"8"_s},
            {u"net.timeout_ms"_s, u"5000"_s}};
}

const ImportLine &Imported::line(const QString &urlEnd) const
{
    for (const ImportLine &candidate : lines) {
        if (candidate.url.endsWith(urlEnd))
            return candidate;
    }
    throw std::runtime_error("no line for " + urlEnd.toStdString());
}

Desk::Desk(const Settings &settings, const core::Secrets &secrets) : m_secrets(secrets)
{
    Settings all = settings;
    if (!all.contains(u"images.store"_s))
        all.insert(u"images.store"_s, imageFolder());
    for (auto it = all.cbegin(); it != all.cend(); ++it)
        m_rows.run(u"INSERT INTO workspace_settings (key, value) VALUES (?, ?)"_s, {it.key(), it.value()});
    QDir().mkpath(imageFolder());
    open();
}

Desk::~Desk() = default;

void Desk::open()
{
    m_workspace = must(Workspace::open(path(), m_secrets));
}

QString Desk::write(const QString &name, const QByteArray &bytes) const
{
    dbtest::writeFile(filePath(name), bytes);
    return filePath(name);
}

Imported Desk::import(const ImportRequest &request)
{
    Imported imported;
    const auto connection =
        QObject::connect(m_workspace.get(), &Workspace::importLine,
                         [&imported](const ImportLine &line) { imported.lines.push_back(line); });
    const auto result = answer(m_workspace->import(request));
    QCoreApplication::processEvents(); // the lines were sent before the answer
    QObject::disconnect(connection);
    if (result)
        imported.summary = *result;
    else
        imported.error = result.error();
    return imported;
}

Imported Desk::importUrls(const QStringList &urls)
{
    ImportRequest request;
    request.urls = urls;
    const Imported imported = import(request);
    if (imported.error)
        throw std::runtime_error(imported.error->message.toStdString());
    return imported;
}

WorkerReport Desk::work(WorkerOptions options)
{
    if (options.maxSeconds == 0) {
        options.untilEmpty = true;
        options.patienceSeconds = 0;
    }
    std::optional<WorkerReport> report;
    const auto connection = QObject::connect(m_workspace.get(), &Workspace::workerStopped,
                                             [&report](const WorkerReport &said) { report = said; });
    m_workspace->startWorker(options);
    const bool stopped = QTest::qWaitFor([&] { return report.has_value(); }, kPatienceMs);
    QObject::disconnect(connection);
    if (!stopped)
        throw std::runtime_error("the worker does not stop");
    return *report;
}

Retried Desk::retry(const PlanRequest &request)
{
    Retried retried;
    retried.plan = done(m_workspace->plan(request));
    const QString id = done(m_workspace->startBatch(retried.plan, {}));
    WorkerOptions options;
    options.batchId = id;
    retried.report = work(options);
    retried.batch = done(m_workspace->batch(id));
    return retried;
}

qint64 Desk::count(const QString &sql, const QVariantList &values)
{
    return m_rows.value(sql, values).toLongLong();
}

QString Desk::vehicleByUrl(const QString &urlEnd)
{
    return m_rows.value(u"SELECT vehicle_id FROM vehicle_urls WHERE url_key LIKE '%' || ?"_s, {urlEnd})
        .toString();
}

QStringList Desk::missingUrls(bool withFinal)
{
    return m_rows.rows(
        u"SELECT DISTINCT w.value FROM vehicles v, %1 w "
        "WHERE NOT EXISTS (SELECT 1 FROM vehicle_images i WHERE i.vehicle_id = v.id AND i.source_url = "
        "w.value) "
        "AND NOT EXISTS (SELECT 1 FROM image_aliases a WHERE a.vehicle_id = v.id AND a.source_url = w.value) "
        "AND (? OR NOT EXISTS (SELECT 1 FROM image_failures f WHERE f.vehicle_id = v.id "
        "AND f.source_url = w.value AND f.is_final = 1)) ORDER BY 1"_s.arg(
            dbtest::elementsSql(u"v.origin_metadata"_s, u"image_urls"_s)),
        {withFinal});
}

QStringList Desk::imageProblems()
{
    QStringList problems;
    QSet<QString> owned;
    for (const QString &row :
         m_rows.rows(u"SELECT storage_path, file_hash, file_size FROM vehicle_images"_s)) {
        const QStringList cells = row.split(u'|');
        const QString path = cells[0];
        if (owned.contains(path))
            problems.append(u"two rows have "_s + path);
        owned.insert(path);
        QFile file(imageFolder() + u'/' + path);
        if (!file.open(QIODevice::ReadOnly)) {
            problems.append(u"no file "_s + path);
            continue;
        }
        const QByteArray bytes = file.readAll();
        const QByteArray hash = QCryptographicHash::hash(bytes, QCryptographicHash::Sha256).toHex();
        if (QString::fromLatin1(hash) != cells[1] || QString::number(bytes.size()) != cells[2])
            problems.append(u"other bytes in "_s + path);
    }
    for (const QString &file : filesBelow(imageFolder())) {
        if (!owned.contains(file))
            problems.append(u"nobody's file "_s + file);
    }
    return problems;
}

QStringList filesBelow(const QString &folder)
{
    QStringList files;
    QDirIterator found(folder, QDir::Files | QDir::Hidden | QDir::System, QDirIterator::Subdirectories);
    while (found.hasNext())
        files.append(QDir(folder).relativeFilePath(found.next()));
    files.sort();
    return files;
}

} // namespace pipetest
