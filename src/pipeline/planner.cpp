// SPDX-FileCopyrightText: 2026 Retrydesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "pipeline/planner.h"

#include "core/listingurl.h"
#include "db/failurequery.h"
#include "db/hoststore.h"
#include "db/stepstore.h"
#include "extract/listing.h"
#include "pipeline/batchkeeper.h"

#include <QCoreApplication>
#include <QSet>

#include <algorithm>
#include <span>

namespace pipeline {

namespace {

using core::Step;
using db::PlanCandidate;

QString tr(const char *text)
{
    return QCoreApplication::translate("pipeline::Plan", text);
}

bool isExtraction(Step step)
{
    return step == Step::ExtractData || step == Step::ExtractImages || step == Step::ExtractVin;
}

//! Plans one vehicle from its five candidates.
class VehiclePlanner
{
public:
    VehiclePlanner(const PlanRequest &request, std::span<const PlanCandidate> steps, Plan &plan)
        : m_request(request), m_steps(steps), m_plan(plan)
    {
    }

    //! Whether the vehicle got any item.
    bool run()
    {
        const std::size_t before = m_plan.items.size();
        if (vehicle().hidden) {
            exclude(std::nullopt, Exclusion::Deleted);
            return false;
        }
        const std::vector<Step> wanted = wantedSteps();
        if (wanted.empty())
            exclude(std::nullopt, Exclusion::NothingMissing);
        std::vector<Step> chosen;
        for (const Step step : wanted) {
            if (const auto reason = reasonAgainst(step))
                exclude(step, *reason);
            else
                chosen.push_back(step);
        }
        addInputs(chosen);
        for (const Step step : chosen)
            add(step);
        return m_plan.items.size() > before;
    }

private:
    const PlanCandidate &vehicle() const { return m_steps.front(); }
    const PlanCandidate &at(Step step) const { return m_steps[static_cast<std::size_t>(step)]; }
    bool lacks(Step step) const { return bool(vehicle().failing & core::failureTypesOf(step)); }
    bool asked(Step step) const
    {
        return std::find(m_request.steps.begin(), m_request.steps.end(), step) != m_request.steps.end();
    }

    std::vector<Step> wantedSteps() const
    {
        std::vector<Step> wanted;
        for (const Step step : core::kAllSteps) {
            const bool followsUrls = step == Step::BackfillImages && lacks(Step::ExtractImages);
            if (m_request.steps.empty() ? lacks(step) || followsUrls : asked(step))
                wanted.push_back(step);
        }
        if (m_request.steps.empty() && m_request.allImages &&
            std::find(wanted.begin(), wanted.end(), Step::BackfillImages) == wanted.end())
            wanted.push_back(Step::BackfillImages);
        return wanted;
    }

    std::optional<Exclusion> reasonAgainst(Step step) const
    {
        const PlanCandidate &candidate = at(step);
        if (candidate.running)
            return Exclusion::AlreadyRunning;
        if (candidate.queuedElsewhere)
            return Exclusion::AlreadyQueued;
        if (candidate.isIgnored)
            return Exclusion::Ignored;
        if (candidate.isRuledFinal && !m_request.includeFinal)
            return Exclusion::FinalCause;
        if (step == Step::BackfillImages)
            return reasonAgainstImages();
        if (step == Step::FetchListing) {
            if (!candidate.hasUrl)
                return Exclusion::NoPage;
            return isFinalFailure(candidate) ? std::optional(Exclusion::FinalCause) : std::nullopt;
        }
        if (!lacks(step) && !m_request.refetch && !m_request.evenIfPresent)
            return candidate.valueKnown ? Exclusion::NothingMissing : Exclusion::KnownAbsent;
        if (m_request.extraText.isEmpty() && !candidate.hasPage && (!candidate.hasUrl || fetchIsFinal()))
            return candidate.hasUrl ? Exclusion::FinalCause : Exclusion::NoPage;
        // What could not be parsed is read anew from a new page; the rest of the final causes stay final.
        const bool mends =
            candidate.lastCause == core::Cause::ParseFailed && candidate.hasUrl && !fetchIsFinal();
        return isFinalFailure(candidate) && !mends ? std::optional(Exclusion::FinalCause) : std::nullopt;
    }

    std::optional<Exclusion> reasonAgainstImages() const
    {
        const PlanCandidate &candidate = at(Step::BackfillImages);
        if (m_request.allImages)
            return candidate.wantedImages > 0 ? std::nullopt : std::optional(Exclusion::NoStoredUrls);
        if (candidate.wantedImages == 0 && lacks(Step::ExtractImages) && m_request.steps.empty())
            return reasonAgainst(Step::ExtractImages); // comes after its URLs
        if (candidate.missingImages == 0) {
            const bool withoutUrls = candidate.wantedImages == 0 || lacks(Step::BackfillImages);
            return withoutUrls && !candidate.galleryAbsent ? Exclusion::NoStoredUrls
                   : withoutUrls                           ? Exclusion::KnownAbsent
                                                           : Exclusion::NothingMissing;
        }
        if (candidate.missingImages <= candidate.finalImages && !m_request.includeFinal)
            return Exclusion::FinalCause;
        return std::nullopt;
    }

    bool isFinalFailure(const PlanCandidate &candidate) const
    {
        const bool sameExtractor = candidate.lastCause != core::Cause::ParseFailed ||
                                   candidate.extractorVersion == extract::kExtractorVersion;
        return candidate.lastStatus == core::StepStatus::Failed && candidate.lastWasFinal && sameExtractor &&
               !m_request.includeFinal;
    }

    bool fetchIsFinal() const { return isFinalFailure(at(Step::FetchListing)); }

    //! Extraction needs a page: one is fetched when there is none, when the stored one could not be parsed,
    //! or on request.
    void addInputs(std::vector<Step> &chosen) const
    {
        if (std::find(chosen.begin(), chosen.end(), Step::FetchListing) != chosen.end() || !vehicle().hasUrl)
            return;
        const bool needsPage = std::any_of(chosen.begin(), chosen.end(), [this](Step step) {
            const bool unparsed = at(step).lastCause == core::Cause::ParseFailed &&
                                  at(step).extractorVersion == extract::kExtractorVersion;
            return isExtraction(step) && m_request.extraText.isEmpty() &&
                   (!vehicle().hasPage || unparsed || m_request.refetch);
        });
        if (needsPage && !at(Step::FetchListing).running)
            chosen.insert(chosen.begin(), Step::FetchListing);
    }

    void add(Step step)
    {
        PlanItem item;
        item.vehicleId = vehicle().vehicleId;
        item.step = step;
        item.cause = at(step).lastCause;
        item.label = vehicle().name;
        item.host = vehicle().host;
        if (step == Step::BackfillImages) {
            const int final = m_request.includeFinal ? 0 : vehicle().finalImages;
            item.images =
                m_request.allImages ? vehicle().wantedImages : qMax(0, vehicle().missingImages - final);
            if (!vehicle().firstImageUrl.isEmpty())
                item.host = core::hostOf(vehicle().firstImageUrl);
        } else if (step == Step::FetchListing) {
            item.images = 1;
        }
        m_plan.items.push_back(item);
    }

    void exclude(std::optional<Step> step, Exclusion reason)
    {
        m_plan.excluded.push_back({vehicle().vehicleId, step, reason, vehicle().name});
    }

    const PlanRequest &m_request;
    std::span<const PlanCandidate> m_steps;
    Plan &m_plan;
};

void excludeUnknown(const PlanRequest &request, const std::vector<PlanCandidate> &candidates, Plan &plan)
{
    QSet<QString> known;
    for (const PlanCandidate &candidate : candidates)
        known.insert(candidate.vehicleId);
    for (const QString &id : request.vehicleIds) {
        if (!known.contains(id))
            plan.excluded.push_back({id, std::nullopt, Exclusion::UnknownVehicle, {}});
    }
}

//! Hosts are asked side by side: the slowest one says how long it takes.
void finishPlan(Plan &plan, const core::Settings &settings, const std::vector<db::HostGateRow> &gates)
{
    std::vector<db::NewBatchItem> members;
    members.reserve(plan.items.size());
    for (const PlanItem &item : plan.items) {
        members.push_back({item.vehicleId, item.step, item.host});
        if (item.images == 0)
            continue;
        Plan::Share &share = plan.byHost[item.host];
        ++share.items;
        share.requests += item.images;
        plan.requests += item.images;
    }
    plan.hash = planHash(members);
    for (auto &[host, share] : plan.byHost) {
        double rate = settings.real("net.rate_per_host");
        for (const db::HostGateRow &gate : gates) {
            if (gate.host == host)
                rate = gate.rate.value_or(rate) * gate.rateFactor;
        }
        share.estimatedMs = rate > 0 ? static_cast<qint64>(1000.0 * share.requests / rate) : 0;
        plan.estimatedMs = qMax(plan.estimatedMs, share.estimatedMs);
    }
}

} // namespace

QLatin1String exclusionName(Exclusion exclusion)
{
    switch (exclusion) {
    case Exclusion::NothingMissing:
        return QLatin1String("nothing_missing");
    case Exclusion::FinalCause:
        return QLatin1String("final_cause");
    case Exclusion::AlreadyRunning:
        return QLatin1String("already_running");
    case Exclusion::AlreadyQueued:
        return QLatin1String("already_queued");
    case Exclusion::Ignored:
        return QLatin1String("ignored");
    case Exclusion::KnownAbsent:
        return QLatin1String("known_absent");
    case Exclusion::Deleted:
        return QLatin1String("deleted");
    case Exclusion::UnknownVehicle:
        return QLatin1String("unknown_vehicle");
    case Exclusion::NoStoredUrls:
        return QLatin1String("no_stored_urls");
    case Exclusion::NoPage:
        return QLatin1String("no_page");
    }
    Q_UNREACHABLE();
}

QString exclusionText(Exclusion exclusion)
{
    switch (exclusion) {
    case Exclusion::NothingMissing:
        return tr("Nothing is missing");
    case Exclusion::FinalCause:
        return tr("The last failure is final");
    case Exclusion::AlreadyRunning:
        return tr("A worker does it right now");
    case Exclusion::AlreadyQueued:
        return tr("Another batch has it queued");
    case Exclusion::Ignored:
        return tr("Its last failure is ignored");
    case Exclusion::KnownAbsent:
        return tr("The listing does not have it");
    case Exclusion::Deleted:
        return tr("The vehicle was deleted or merged");
    case Exclusion::UnknownVehicle:
        return tr("There is no such vehicle");
    case Exclusion::NoStoredUrls:
        return tr("There are no stored image URLs");
    case Exclusion::NoPage:
        return tr("There is neither a stored page nor a URL to fetch one from");
    }
    Q_UNREACHABLE();
}

core::Result<Plan> makePlan(db::Connection &connection, const core::Settings &settings,
                            const PlanRequest &request, const QDateTime &now)
{
    const auto candidates = db::FailureQuery(connection).candidates(request.vehicleIds, request.filter, now);
    if (!candidates)
        return candidates.error();
    const auto gates = db::HostStore(connection).gates(now);
    if (!gates)
        return gates.error();
    Plan plan;
    plan.request = request;
    excludeUnknown(request, *candidates, plan);
    constexpr std::size_t kSteps = core::kAllSteps.size();
    for (std::size_t i = 0; i + kSteps <= candidates->size(); i += kSteps) {
        if (request.limit > 0 && plan.vehicles >= request.limit)
            break;
        if (VehiclePlanner(request, std::span(*candidates).subspan(i, kSteps), plan).run())
            ++plan.vehicles;
    }
    finishPlan(plan, settings, *gates);
    return plan;
}

core::Result<Plan> planParseFailures(db::Connection &connection, const QDateTime &now)
{
    const auto steps = db::StepStore(connection).unparsed(extract::kExtractorVersion, now);
    if (!steps)
        return steps.error();
    Plan plan;
    QSet<QString> vehicles;
    std::vector<db::NewBatchItem> members;
    for (const auto &[vehicleId, step] : *steps) {
        PlanItem item;
        item.vehicleId = vehicleId;
        item.step = step;
        item.cause = core::Cause::ParseFailed;
        plan.items.push_back(item);
        members.push_back({vehicleId, step, {}});
        vehicles.insert(vehicleId);
    }
    plan.vehicles = static_cast<int>(vehicles.size());
    plan.hash = planHash(members);
    return plan;
}

} // namespace pipeline
