// SPDX-FileCopyrightText: 2026 Retrydesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "pipeline/reportwriter.h"

#include "core/clock.h"
#include "db/failurequery.h"

#include <QCoreApplication>
#include <QCryptographicHash>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QSaveFile>

namespace pipeline {

namespace {

using core::CsvGuard;
using db::FailureRow;

constexpr int kPage = 1000;

QString tr(const char *text)
{
    return QCoreApplication::translate("pipeline::Report", text);
}

QByteArray optionalNumber(const std::optional<int> &number)
{
    return number ? core::csvNumber(*number) : core::csvText({}, CsvGuard::Raw);
}

QByteArray timeCell(const QDateTime &time)
{
    return core::csvText(time.isValid() ? core::toTimeText(time) : QString(), CsvGuard::Raw);
}

core::Result<std::vector<ReportColumn>> chosenColumns(const QStringList &names)
{
    if (names.isEmpty())
        return reportColumns();
    std::vector<ReportColumn> chosen;
    for (const QString &name : names) {
        bool known = false;
        for (const ReportColumn &column : reportColumns()) {
            if (name == QLatin1String(column.name)) {
                chosen.push_back(column);
                known = true;
            }
        }
        if (!known) {
            return core::Error{
                core::ErrorCode::Usage,
                tr("There is no column %1; there are: %2.").arg(name, exportColumns().join(u' ')),
                {}};
        }
    }
    return chosen;
}

core::Error cannotWrite(const QString &file, const QString &why)
{
    return {core::ErrorCode::Storage, tr("The report %1 cannot be written: %2.").arg(file, why), {}};
}

//! Feeds rows to the file and the hash alike.
class Report
{
public:
    Report(const QString &path, std::vector<ReportColumn> columns, CsvGuard guard)
        : m_file(path), m_columns(std::move(columns)), m_guard(guard)
    {
    }

    core::Result<void> begin()
    {
        if (!m_file.open(QIODevice::WriteOnly))
            return cannotWrite(m_file.fileName(), m_file.errorString());
        QByteArrayList names;
        for (const ReportColumn &column : m_columns)
            names.append(core::csvText(QLatin1String(column.name), CsvGuard::Raw));
        return put(names);
    }

    core::Result<void> add(const FailureRow &row)
    {
        QByteArrayList cells;
        for (const ReportColumn &column : m_columns)
            cells.append(column.cell(row, m_guard));
        ++m_rows;
        return put(cells);
    }

    core::Result<void> commit(QSaveFile &manifest)
    {
        // QSaveFile::commit() does not notice when its last buffer finds no room on the disk.
        for (QSaveFile *file : {&m_file, &manifest}) {
            if (!file->flush())
                return cannotWrite(file->fileName(), file->errorString());
        }
        for (QSaveFile *file : {&m_file, &manifest}) {
            if (!file->commit())
                return cannotWrite(file->fileName(), file->errorString());
        }
        return {};
    }

    qint64 rows() const { return m_rows; }
    QString sha256() const { return QString::fromLatin1(m_hash.result().toHex()); }
    const std::vector<ReportColumn> &columns() const { return m_columns; }

private:
    core::Result<void> put(const QByteArrayList &cells)
    {
        const QByteArray line = cells.join(',') + "\r\n";
        m_hash.addData(line);
        if (m_file.write(line) != line.size())
            return cannotWrite(m_file.fileName(), m_file.errorString());
        return {};
    }

    QSaveFile m_file;
    std::vector<ReportColumn> m_columns;
    CsvGuard m_guard;
    QCryptographicHash m_hash{QCryptographicHash::Sha256};
    qint64 m_rows = 0;
};

core::Result<void> addRows(db::Connection &connection, const ExportRequest &request, Report &report,
                           const std::function<bool()> &isCancelled)
{
    db::FailureQuery failures(connection);
    db::FailurePageRequest page;
    page.filter = request.filter;
    page.limit = kPage;
    qsizetype nextId = 0;
    const bool byId = !request.vehicleIds.isEmpty();
    do {
        if (isCancelled())
            return core::Error{
                core::ErrorCode::Cancelled, tr("The export was cancelled; nothing was written."), {}};
        db::FailurePage rows;
        if (byId) {
            auto some = failures.byIds(request.vehicleIds.mid(nextId, kPage));
            if (!some)
                return some.error();
            rows.rows = std::move(some).value();
            nextId += kPage;
        } else {
            auto some = failures.page(page);
            if (!some)
                return some.error();
            rows = std::move(some).value();
        }
        for (const FailureRow &row : rows.rows) {
            if (auto added = report.add(row); !added)
                return added;
        }
        page.after = rows.next;
    } while (byId ? nextId < request.vehicleIds.size() : !page.after.isEmpty());
    return {};
}

QByteArray manifestOf(const ExportRequest &request, const Report &report, const QString &workspace,
                      const QDateTime &now)
{
    QJsonArray columns;
    for (const ReportColumn &column : report.columns())
        columns.append(QLatin1String(column.name));
    const QJsonObject manifest{
        {QStringLiteral("file"), request.file.section(u'/', -1)},
        {QStringLiteral("sha256"), report.sha256()},
        {QStringLiteral("rows"), report.rows()},
        {QStringLiteral("columns"), columns},
        {QStringLiteral("filter"), core::toText(request.filter)},
        {QStringLiteral("selected_vehicles"),
         request.vehicleIds.isEmpty() ? QJsonValue() : request.vehicleIds.size()},
        {QStringLiteral("raw"), request.raw},
        {QStringLiteral("workspace"), workspace.section(u'/', -1)},
        {QStringLiteral("created_at"), core::toTimeText(now)},
        {QStringLiteral("program"),
         QString(QStringLiteral("Retrydesk ") + QCoreApplication::applicationVersion())},
    };
    return QJsonDocument(manifest).toJson();
}

} // namespace

const std::vector<ReportColumn> &reportColumns()
{
    static const std::vector<ReportColumn> columns = {
        {"vehicle_id",
         [](const FailureRow &row, CsvGuard guard) { return core::csvIdentifier(row.vehicleId, guard); }},
        {"year", [](const FailureRow &row, CsvGuard) { return optionalNumber(row.year); }},
        {"make", [](const FailureRow &row, CsvGuard guard) { return core::csvText(row.make, guard); }},
        {"model", [](const FailureRow &row, CsvGuard guard) { return core::csvText(row.model, guard); }},
        {"vin", [](const FailureRow &row, CsvGuard guard) { return core::csvIdentifier(row.vin, guard); }},
        {"discovery_url",
         [](const FailureRow &row, CsvGuard guard) { return core::csvText(row.discoveryUrl, guard); }},
        {"failure_types",
         [](const FailureRow &row, CsvGuard guard) {
             return core::csvText(core::failureTypeNames(row.failureTypes).join(u' '), guard);
         }},
        {"stored_image_count",
         [](const FailureRow &row, CsvGuard) { return core::csvNumber(row.expectedCount); }},
        {"actual_image_count",
         [](const FailureRow &row, CsvGuard) { return core::csvNumber(row.storedCount); }},
        {"missing_image_count",
         [](const FailureRow &row, CsvGuard) { return core::csvNumber(row.missingCount); }},
        {"last_step",
         [](const FailureRow &row, CsvGuard guard) {
             return core::csvText(row.lastStep ? QString(core::stepName(*row.lastStep)) : QString(), guard);
         }},
        {"last_cause",
         [](const FailureRow &row, CsvGuard guard) {
             return core::csvText(row.lastCause ? QString(core::causeName(*row.lastCause)) : QString(),
                                  guard);
         }},
        {"attempts", [](const FailureRow &row, CsvGuard) { return core::csvNumber(row.attempts); }},
        {"next_retry_at", [](const FailureRow &row, CsvGuard) { return timeCell(row.nextRetryAt); }},
        {"created_at", [](const FailureRow &row, CsvGuard) { return timeCell(row.createdAt); }},
    };
    return columns;
}

core::Result<ExportSummary> writeReport(db::Connection &connection, const ExportRequest &request,
                                        const QDateTime &now, const std::function<bool()> &isCancelled)
{
    auto columns = chosenColumns(request.columns);
    if (!columns)
        return columns.error();
    Report report(request.file, std::move(columns).value(),
                  request.raw ? CsvGuard::Raw : CsvGuard::Spreadsheet);
    if (auto begun = report.begin(); !begun)
        return begun.error();
    if (auto added = addRows(connection, request, report, isCancelled); !added)
        return added.error();
    QSaveFile manifest(request.file + QStringLiteral(".manifest.json"));
    const QByteArray json = manifestOf(request, report, connection.label(), now);
    if (!manifest.open(QIODevice::WriteOnly) || manifest.write(json) != json.size())
        return cannotWrite(manifest.fileName(), manifest.errorString());
    if (auto committed = report.commit(manifest); !committed)
        return committed.error();
    return ExportSummary{report.rows(), request.file, report.sha256()};
}

} // namespace pipeline
