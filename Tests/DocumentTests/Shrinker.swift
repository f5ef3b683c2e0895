/// Makes a document that fails smaller while it still fails in the same way.
enum Shrinker {
    static func shrink(_ trial: Trial, _ sketch: Sketch, _ tools: ToolPair, limit: Int = 120) -> Trial {
        var (best, sketch) = (trial, sketch)
        let kinds = Set(Judgement.problems(of: trial).map(\.kind))
        var runs = 0
        search: while runs < limit {
            for smaller in sketch.smaller {
                guard runs < limit else { break }
                runs += 1
                var sample = trial.sample
                sample.bytes = smaller.bytes
                guard let again = try? Trial.run(sample, tools), !kinds.isDisjoint(with: Judgement.problems(of: again).map(\.kind)) else { continue }
                (best, sketch) = (again, smaller)
                continue search
            }
            break
        }
        return best
    }
}
