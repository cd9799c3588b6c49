package web

// homeRoutes are home, lists and search.
func (s *Server) homeRoutes() []route { return nil }

func (s *Server) home(v *visit) (answer, error) { return answer{}, nil }
